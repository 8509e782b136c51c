-- Carts that were ordered while an order of the same content waited for its payment. Another tab with the same cart
-- gets that order. A cart that became an order has its version in orders.
create table continued_carts (
    shopper_id   uuid        not null,
    cart_version uuid        not null,
    order_id     uuid        not null constraint continued_cart_leads_to_an_order references orders,
    continued_at timestamptz not null,
    constraint cart_is_continued_once primary key (shopper_id, cart_version)
);

grant select, insert on continued_carts to commerce_service;
