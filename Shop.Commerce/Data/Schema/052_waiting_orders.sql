-- A shopper has one waiting order for the same content: ordering it again continues that order instead of reserving the
-- stock twice. The hash is SHA-256 over the lines, as OrderContent.cs writes them.

alter table orders add column content_hash bytea;
alter table orders add constraint content_hash_is_a_sha256 check (octet_length(content_hash) = 32);
create unique index one_waiting_order_per_content on orders (shopper_id, content_hash) where status = 'PENDING';
