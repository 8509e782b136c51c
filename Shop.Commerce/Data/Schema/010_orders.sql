-- Orders and their lines. A line copies the product's name, image and price at the time of the order.

create table orders (
  id               uuid        primary key,
  shopper_id       uuid        not null,
  status           text        not null,
  total_won        bigint      not null,
  -- The version of the cart that became this order; null if the order was placed with explicit lines.
  cart_version     uuid,
  -- The shipping address, encrypted by the service; erased when the legal retention period ends.
  shipping         bytea,
  -- The shopper's reason for cancelling, as free text; encrypted and erased in the same way.
  cancel_reason    bytea,
  -- When Account was asked about the shopper, by this server's clock.
  account_asked_at timestamptz not null,
  placed_at        timestamptz not null,
  expires_at       timestamptz not null,
  ready_at         timestamptz,
  shipped_at       timestamptz,
  delivered_at     timestamptz,
  ended_at         timestamptz,

  constraint order_status_is_known check (
    status in ('PENDING', 'READY', 'SHIPPED', 'DELIVERED', 'EXPIRED', 'CANCELLED')),
  constraint order_total_is_above_zero check (total_won > 0),
  constraint order_has_shipping_until_it_ends check (
    shipping is not null or status in ('DELIVERED', 'EXPIRED', 'CANCELLED')),
  constraint only_a_cancelled_order_has_a_reason check (cancel_reason is null or status = 'CANCELLED'),
  constraint order_times_follow_its_status check (
    (ended_at is not null) = (status in ('EXPIRED', 'CANCELLED'))
    and (ready_at is not null or status not in ('READY', 'SHIPPED', 'DELIVERED'))
    and (ready_at is null or status not in ('PENDING', 'EXPIRED'))
    and (shipped_at is not null) = (status in ('SHIPPED', 'DELIVERED'))
    and (delivered_at is not null) = (status = 'DELIVERED')),
  -- The stock is reserved for 15 minutes, and for 15 minutes after each attempt to pay, but for 45 minutes at most.
  constraint order_waits_15_to_45_minutes check (
    expires_at between placed_at + interval '15 minutes' and placed_at + interval '45 minutes'),
  -- The key for the foreign key of payments, which references the order's id and status.
  constraint order_and_its_status unique (id, status)
);

-- A cart version is ordered once, even from several tabs.
create unique index one_order_per_cart on orders (shopper_id, cart_version);
-- For the order history, newest first.
create index orders_of_a_shopper on orders (shopper_id, placed_at desc, id desc);
create index orders_that_may_expire on orders (expires_at) where status = 'PENDING';

create table order_lines (
  order_id    uuid   not null constraint line_is_of_an_order references orders,
  line_number int    not null,
  product_id  int    not null constraint line_is_of_a_product references products,
  name_ko     text   not null,
  name_en     text   not null,
  image_url   text   not null,
  price_won   bigint not null,
  quantity    int    not null,
  primary key (order_id, line_number),
  constraint one_line_per_product unique (order_id, product_id),
  constraint line_price_is_above_zero check (price_won > 0),
  constraint line_has_1_to_99_pieces check (quantity between 1 and 99)
);

-- The request per Idempotency-Key and the order it created. The hash is keyed, because the body contains an address.
create table order_requests (
  shopper_id      uuid        not null,
  idempotency_key text        not null,
  body_hash       bytea       not null,
  order_id        uuid        not null constraint request_is_answered_by_an_order references orders,
  requested_at    timestamptz not null,
  constraint one_order_per_idempotency_key primary key (shopper_id, idempotency_key),
  constraint idempotency_key_has_a_limit check (length(idempotency_key) between 1 and 200)
);

grant select, insert on orders, order_lines, order_requests to commerce_service;
grant update (status, shipping, cancel_reason, expires_at, ready_at, shipped_at, delivered_at, ended_at)
  on orders to commerce_service;
