-- Shoppers who want to be notified when a sold-out product is back in stock, which products.stock states.
create table restock_notices (
    shopper_id   uuid        not null,
    product_id   int         not null constraint restock_notice_is_of_a_product references products,
    requested_at timestamptz not null default clock_timestamp(),
    primary key (shopper_id, product_id)
);

grant select, insert, delete on restock_notices to commerce_service;
