-- What the back office needs for orders: couriers and shipments, notes, the audit log of operators, and the indexes of
-- its list of orders.

-- An order's id is a version 7 UUID, which begins with the time of placing, so the primary key serves the list by time
-- and every period. Orders that wait for payment or shipping have indexes already. This one is not written by a sale:
-- only by a shipment, a cancellation and an expiry.
create index orders_by_status on orders (status, id) where status in ('SHIPPED', 'EXPIRED', 'CANCELLED');
-- The same rule with its columns in the order that finds the orders of a product: a sale writes no further index.
alter table order_lines drop constraint one_line_per_product,
  add constraint one_line_per_product unique (product_id, order_id);

create table couriers (
  courier        text constraint one_courier_per_name primary key,
  name_ko        text not null,
  name_en        text not null,
  -- A regular expression that matches the whole tracking number, which has digits only.
  number_pattern text not null,
  -- The courier's page for a parcel; {number} is replaced by the tracking number.
  tracking_url   text not null,
  position       int  not null constraint one_courier_per_position unique,
  constraint courier_is_a_name check (courier ~ '^[A-Z][A-Z_]{1,30}$'),
  constraint tracking_url_has_the_number check (tracking_url ~ '^https://' and tracking_url like '%{number}%')
);

insert into couriers (courier, name_ko, name_en, number_pattern, tracking_url, position) values
  ('CJ_LOGISTICS', 'CJ대한통운', 'CJ Logistics', '^([0-9]{10}|[0-9]{12})$',
   'https://trace.cjlogistics.com/next/tracking.html?wblNo={number}', 1),
  ('LOTTE', '롯데택배', 'Lotte Global Logistics', '^[0-9]{12}$',
   'https://www.lotteglogis.com/home/reservation/tracking/linkView?InvNo={number}', 2),
  ('HANJIN', '한진택배', 'Hanjin', '^([0-9]{10}|[0-9]{12})$',
   'https://www.hanjin.com/kor/CMS/DeliveryMgr/WaybillResult.do?mCode=MN038&schLang=KR&wblnumText2={number}', 3),
  ('KOREA_POST', '우체국택배', 'Korea Post', '^[0-9]{13}$',
   'https://service.epost.go.kr/trace.RetrieveDomRigiTraceList.comm?sid1={number}', 4);

-- How an order was shipped. An order shipped without a courier, by the command line, has no row.
create table shipments (
  order_id        uuid constraint one_shipment_per_order primary key
    constraint shipment_is_of_an_order references orders,
  courier         text not null constraint shipment_is_by_a_courier references couriers,
  tracking_number text not null
);

create function tracking_number_is_the_couriers() returns trigger language plpgsql as $$
begin
  if not exists (select from public.couriers
      where courier = new.courier and new.tracking_number ~ number_pattern) then
    perform refuse('tracking_number_is_the_couriers',
      new.courier || ' has no tracking number like ' || new.tracking_number || '.');
  end if;
  return new;
end $$;

create trigger tracking_number_is_the_couriers before insert or update on shipments
  for each row execute function tracking_number_is_the_couriers();

create function shipment_is_of_a_shipped_order() returns trigger language plpgsql as $$
begin
  if not exists (select from public.orders where id = new.order_id and status in ('SHIPPED', 'DELIVERED')) then
    perform refuse('shipment_is_of_a_shipped_order', 'Order ' || new.order_id || ' has not shipped.');
  end if;
  return null;
end $$;

create constraint trigger shipment_is_of_a_shipped_order after insert on shipments
  deferrable initially deferred for each row execute function shipment_is_of_a_shipped_order();

-- Notes of operators on an order. The text is encrypted, because it may name the shopper, and is erased with the
-- address. The caller chooses the id, so that a repeated request adds nothing.
create table order_notes (
  id          uuid        constraint one_note_per_id primary key,
  order_id    uuid        not null constraint note_is_on_an_order references orders,
  at          timestamptz not null,
  operator_id uuid        not null,
  operator    text        not null,
  text        bytea
);

create index order_notes_of_an_order on order_notes (order_id, at);

create function note_is_kept_or_erased() returns trigger language plpgsql as $$
begin
  if new.text is not null or exists (select from public.orders where id = old.order_id and shipping is not null) then
    perform refuse('note_is_kept_or_erased', 'A note cannot change, and is erased with the address of its order.');
  end if;
  return new;
end $$;

create trigger note_is_kept_or_erased before update on order_notes
  for each row execute function note_is_kept_or_erased();

create function erased_order_keeps_no_notes() returns trigger language plpgsql as $$
begin
  if exists (select from public.order_notes where order_id = new.id and text is not null) then
    perform refuse('erased_order_keeps_no_notes', 'The notes on order ' || new.id || ' must be erased with it.');
  end if;
  return null;
end $$;

create constraint trigger erased_order_keeps_no_notes after update on orders
  deferrable initially deferred for each row when (old.shipping is not null and new.shipping is null)
  execute function erased_order_keeps_no_notes();

grant select on couriers to commerce_service;
grant select, insert on shipments, order_notes to commerce_service;
grant update (text) on order_notes to commerce_service;

-- The audit log of operators, append-only. An entry is written in the transaction of the act.
create table audit_entries (
  id          bigint      generated always as identity primary key,
  at          timestamptz not null,
  -- Null for a command of the service's program.
  operator_id uuid,
  operator    text        not null,
  act         text        not null,
  subject     text        not null,
  before      jsonb,
  after       jsonb,
  constraint act_is_a_name check (act ~ '^[A-Z][A-Z_]*$'),
  constraint values_are_objects check (
    coalesce(jsonb_typeof(before), 'object') = 'object' and coalesce(jsonb_typeof(after), 'object') = 'object')
);
create index audit_entries_of_an_operator on audit_entries (operator_id, id desc);
create index audit_entries_by_operator on audit_entries (operator, id desc);
create index audit_entries_by_act on audit_entries (act, id desc);
create index audit_entries_by_subject on audit_entries (subject, id desc);
create index audit_entries_by_time on audit_entries (at desc);

create function audit_entry_is_recorded_when_it_happens() returns trigger language plpgsql as $$
begin
  if not is_about_now(new.at) then
    perform refuse('audit_entry_is_recorded_when_it_happens', 'at must be the current time, not ' || new.at || '.');
  end if;
  return new;
end $$;

create trigger audit_entry_is_recorded_when_it_happens before insert on audit_entries
  for each row execute function audit_entry_is_recorded_when_it_happens();

create function audit_log_is_kept() returns trigger language plpgsql as $$
begin
  perform refuse('audit_log_is_kept', 'The audit log is append-only.');
  return null;
end $$;

create trigger audit_log_is_kept before update or delete or truncate on audit_entries
  for each statement execute function audit_log_is_kept();

grant select, insert (at, operator_id, operator, act, subject, before, after) on audit_entries to commerce_service;
