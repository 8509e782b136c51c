-- What an order and its completion write, without any rule: the limit of PostgreSQL for this work.
\set customer random(1, 1000)
\set product random(1, 990)
begin;
select id, name, price, image_url from product where id in (:product, :product + 1, :product + 2);
insert into "order" (customer_id, total_price) values (:customer, 30000) returning id as order_id \gset
insert into order_item (order_id, product_id, product_name, product_price, quantity) values
  (:order_id, :product, 'Product', 10000, 1), (:order_id, :product + 1, 'Product', 10000, 1),
  (:order_id, :product + 2, 'Product', 10000, 1);
insert into payment (payment_key, order_id, customer_id, amount)
  values (gen_random_uuid()::text, :order_id, :customer, 30000) returning id as payment_id \gset
commit;
begin;
select id, order_id, status from payment where id = :payment_id for update;
update payment set status = 'PAID', paid_at = now() where id = :payment_id;
update "order" set status = 'READY' where id = :order_id;
commit;
