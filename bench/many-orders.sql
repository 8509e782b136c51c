-- Fills an empty Commerce database with :products products and with :orders delivered orders of three years, 50 of each
-- shopper. It is run by the owner. Triggers are off, so the statements write what the rules demand: a paid payment, its
-- ledger, and a checkpoint.
begin;
set local session_replication_role = replica;
set local synchronous_commit = off;

insert into products (
  id, category, name_ko, name_en, description_ko, description_en, price_won, image_url, stock, received, created_at)
select 10000 + n, category, '상품 ' || n, 'Product ' || n, '', '', 1000 * (1 + n % 97), '/images/products/desk-lamp.svg',
  1000000000, 1000000000 + n % 1000, now() - n * interval '1 minute'
from generate_series(1, current_setting('many.products')::int) n
join (select category, row_number() over (order by category) - 1 as place from categories) c
  on place = n % (select count(*) from categories);

create temporary table many on commit drop as
select n, md5('order' || n)::uuid as id, md5('shopper' || n / 50)::uuid as shopper_id, md5('payment' || n) as key,
  10001 + n % (current_setting('many.products')::int - 1) as product_id,
  now() - interval '3 years' * (1 - n::float / current_setting('many.orders')::int) - interval '4 days' as placed_at
from generate_series(1, current_setting('many.orders')::int) n;

insert into shoppers (id) select distinct shopper_id from many;

insert into orders (
  id, shopper_id, status, total_won, content_hash, placed_at, expires_at, ready_at, shipped_at, delivered_at)
select id, shopper_id, 'DELIVERED', 20000, sha256(key::bytea), placed_at, placed_at + interval '15 minutes',
  placed_at + interval '2 minutes', placed_at + interval '1 day', placed_at + interval '3 days'
from many order by n;

insert into order_lines (order_id, line_number, product_id, name_ko, name_en, image_url, price_won, quantity)
select id, line, product_id + line - 1, '상품', 'Product', '/images/products/desk-lamp.svg', 10000, 1
from many, generate_series(1, 2) line order by n, line;

insert into payments (key, order_id, order_status, status, captured_minor, currency, paid_at)
select key, id, 'DELIVERED', 'PAID', 20000, 'KRW', placed_at + interval '2 minutes' from many order by n;

insert into ledger_entries (payment_key, seq, at, event, source, amount_minor, currency, reference, hash)
select key, seq, placed_at + after, event, source, won, currency, case seq when 1 then key end,
  sha256((key || seq)::bytea)
from many, (values
  (1, interval '2 minutes', 'PAID', 'SHOPPER', 20000, 'KRW'), (2, interval '1 day', 'SHIPPED', 'OPERATOR', null, null),
  (3, interval '3 days', 'DELIVERED', 'OPERATOR', null, null)) entry (seq, after, event, source, won, currency)
order by n, seq;

insert into ledger_checkpoints (id, up_to, row_count, created_at, hash)
select 1, max(id), count(*), now(), sha256('many'::bytea) from ledger_entries having count(*) > 0;
commit;
