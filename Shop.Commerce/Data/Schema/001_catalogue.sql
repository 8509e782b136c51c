-- Products, categories, the banners of the front page, and requests to be notified when a product is back in stock.
-- Operators change these tables. The service reads them and updates nothing but the stock.

create table categories (
    category text constraint one_category_per_name primary key
        constraint category_is_an_address_word check (category ~ '^[a-z][a-z-]{1,30}$'),
    name_ko  text not null,
    name_en  text not null,
    position int  not null constraint one_category_per_position unique
);

create table products (
    id             int         constraint one_product_per_id primary key,
    category       text        not null constraint product_is_in_a_category references categories,
    name_ko        text        not null,
    name_en        text        not null,
    description_ko text        not null,
    description_en text        not null,
    price_won      bigint      not null,
    image_url      text        not null,
    -- stock: pieces available now. received: all pieces ever received. The difference is sold or reserved for orders.
    stock          int         not null,
    received       int         not null,
    adults_only    boolean     not null default false,
    created_at     timestamptz not null default now(),
    -- For the sort orders. Most sales change no index, because popularity rises in steps of about a tenth of the pieces
    -- sold.
    is_sold_out    boolean     not null generated always as (stock = 0) stored,
    popularity     int         not null
        generated always as (floor(10 * ln(greatest(received - stock, 0) + 1))::int) stored,

    -- 100 million won is above every price here, and keeps the total of a full cart far below the limit of a payment.
    constraint price_is_above_zero_and_sane check (price_won between 1 and 100000000),
    constraint stock_is_never_negative check (stock >= 0),
    constraint stock_was_once_received check (stock <= received)
) with (fillfactor = 80); -- Leaves room in each page for the next version of a row whose stock changes.

create table banners (
    id          int  constraint one_banner_per_id primary key,
    title_ko    text not null,
    title_en    text not null,
    subtitle_ko text not null,
    subtitle_en text not null,
    image_url   text not null,
    link        text not null constraint banner_stays_on_the_storefront check (link ~ '^/([^/]|$)'),
    position    int  not null constraint one_banner_per_position unique
);

-- One index per sort order, with and without a category. Sold-out products come last, except in the order by newest.
create index products_newest      on products (created_at desc, id);
create index products_popular     on products (is_sold_out, popularity desc, id);
create index products_price_low   on products (is_sold_out, price_won, id);
create index products_price_high  on products (is_sold_out, price_won desc, id);
create index products_of_a_category_newest     on products (category, created_at desc, id);
create index products_of_a_category_popular    on products (category, is_sold_out, popularity desc, id);
create index products_of_a_category_price_low  on products (category, is_sold_out, price_won, id);
create index products_of_a_category_price_high on products (category, is_sold_out, price_won desc, id);

-- Shoppers who want to be notified when a sold-out product is back in stock, which products.stock states.
create table restock_notices (
    shopper_id   uuid        not null,
    product_id   int         not null constraint restock_notice_is_of_a_product references products,
    requested_at timestamptz not null default clock_timestamp(),
    constraint one_restock_notice_per_product primary key (shopper_id, product_id)
);

grant select on categories, products, banners to commerce_service;
grant update (stock) on products to commerce_service;
grant select, insert, delete on restock_notices to commerce_service;
