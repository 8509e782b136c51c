-- Indexes for the figures of the back office's first page. Each has only the rows of its figure. Pending orders are
-- counted by the index one_pending_order_per_content.

create index orders_to_ship on orders (ready_at, id) where status = 'READY';
-- Generated, and stock is in no index, so a sale stays a heap-only (HOT) update unless stock crosses the limit.
alter table products add column is_low_in_stock boolean not null generated always as (stock <= 5) stored;
create index products_low_in_stock on products (id) where is_low_in_stock;
-- The sales of a day can be added up from the index alone.
create index ledger_entries_of_sales on ledger_entries (at) include (amount_minor, currency) where event = 'PAID';
