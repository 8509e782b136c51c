-- What the shop sells, and the banners of its front page.
-- Operators change these tables; the service reads them, and moves nothing but the stock.

create table categories (
    category text primary key constraint category_is_an_address_word check (category ~ '^[a-z][a-z-]{1,30}$'),
    name_ko  text not null,
    name_en  text not null,
    position int  not null constraint one_category_per_position unique
);

create table products (
    id             int         primary key,
    category       text        not null constraint product_is_in_a_category references categories,
    name_ko        text        not null,
    name_en        text        not null,
    description_ko text        not null,
    description_en text        not null,
    price_won      bigint      not null,
    image_url      text        not null,
    -- Pieces that may be sold now, and pieces that ever came in; the difference is sold or held for an order.
    stock          int         not null,
    received       int         not null,
    adults_only    boolean     not null default false,
    created_at     timestamptz not null default now(),

    -- A hundred million won is more than anything here costs, and keeps a full cart far below what a payment can carry.
    constraint price_is_above_zero_and_sane check (price_won between 1 and 100000000),
    constraint stock_is_never_negative check (stock >= 0),
    constraint stock_was_once_received check (stock <= received)
);

create table banners (
    id          int  primary key,
    title_ko    text not null,
    title_en    text not null,
    subtitle_ko text not null,
    subtitle_en text not null,
    image_url   text not null,
    link        text not null constraint banner_stays_on_the_storefront check (link ~ '^/([^/]|$)'),
    position    int  not null constraint one_banner_per_position unique
);

grant select on categories, products, banners to commerce_service;
grant update (stock) on products to commerce_service;
