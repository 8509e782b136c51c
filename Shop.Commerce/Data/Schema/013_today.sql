-- Indexes for the figures of the back office's first page. Each holds only the rows that the figure counts.

create index orders_to_ship on orders (ready_at, id) where status = 'READY';
create index orders_waiting_for_payment on orders (placed_at, id) where status = 'PENDING';
create index products_low_in_stock on products (stock, id) where stock <= 5;
-- The sales of a day can be added up from the index alone.
create index ledger_entries_of_sales on ledger_entries (at) include (amount_minor, currency) where event = 'PAID';
