-- Orders and their lines. A line copies the product's name, image and price at the time of the order.

create table orders (
  id               uuid        constraint one_order_per_id primary key,
  shopper_id       uuid        not null constraint order_is_of_a_shopper references shoppers,
  status           text        not null,
  total_won        bigint      not null,
  -- The version of the cart that became this order; null if the order was placed with explicit lines.
  cart_version     uuid,
  -- SHA-256 over the lines (OrderContent.cs): ordering the same content again continues a pending order.
  content_hash     bytea,
  -- The shipping address, encrypted by the service; erased when the legal retention period ends.
  shipping         bytea,
  -- The shopper's reason for cancelling, as free text; encrypted and erased in the same way.
  cancel_reason    bytea,
  placed_at        timestamptz not null,
  expires_at       timestamptz not null,
  ready_at         timestamptz,
  shipped_at       timestamptz,
  delivered_at     timestamptz,
  ended_at         timestamptz,

  constraint order_status_is_known check (
    status in ('PENDING', 'READY', 'SHIPPED', 'DELIVERED', 'EXPIRED', 'CANCELLED')),
  constraint order_total_is_above_zero check (total_won > 0),
  constraint content_hash_is_a_sha256 check (octet_length(content_hash) = 32),
  constraint order_has_shipping_until_it_ends check (
    shipping is not null or status in ('DELIVERED', 'EXPIRED', 'CANCELLED')),
  constraint only_a_cancelled_order_has_a_reason check (cancel_reason is null or status = 'CANCELLED'),
  -- The free-text cancel reason is erased together with the address.
  constraint erased_order_keeps_no_words check (shipping is not null or cancel_reason is null),
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
-- A shopper has one pending order for the same content; ordering it again does not reserve the stock twice.
create unique index one_pending_order_per_content on orders (shopper_id, content_hash) where status = 'PENDING';
-- For the order history, newest first.
create index orders_of_a_shopper on orders (shopper_id, placed_at desc, id desc);

create table order_lines (
  order_id    uuid    not null constraint line_is_of_an_order references orders,
  line_number int     not null,
  product_id  int     not null constraint line_is_of_a_product references products,
  name_ko     text    not null,
  name_en     text    not null,
  image_url   text    not null,
  price_won   bigint  not null,
  quantity    int     not null,
  -- The pieces are taken out of the product's stock, for as long as the order has not expired and is not cancelled.
  holds_stock boolean not null default true,
  constraint one_line_per_number primary key (order_id, line_number),
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

create index order_requests_of_an_order on order_requests (order_id);

-- Carts that were ordered while an order of the same content was pending. Another tab with the same cart gets that
-- order. A cart that became an order has its version in orders.
create table continued_carts (
  shopper_id   uuid        not null,
  cart_version uuid        not null,
  order_id     uuid        not null constraint continued_cart_leads_to_an_order references orders,
  continued_at timestamptz not null,
  constraint cart_is_continued_once primary key (shopper_id, cart_version)
);

grant select, insert on orders, order_lines, continued_carts to commerce_service;
grant select, insert, delete on order_requests to commerce_service;
grant update (status, shipping, cancel_reason, expires_at, ready_at, shipped_at, delivered_at, ended_at)
  on orders to commerce_service;
grant update (holds_stock) on order_lines to commerce_service;
