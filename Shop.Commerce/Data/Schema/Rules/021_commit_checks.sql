-- Rules that compare rows with other rows, checked at commit. Deferred triggers cost no extra round trip and see only
-- committed rows and those of their own session. Where two concurrent sessions together could break a rule, a unique
-- key, a foreign key or the lock of the order's row prevents it.

-- At commit, a payment's sums must equal the sums of its refunds. Concurrent sessions cannot break this, because every
-- valid change of a sum updates the payment's row, which serializes them.
create function refunds_add_up() returns trigger language plpgsql as $$
declare
  of_payment text := to_jsonb(new) ->> case tg_table_name when 'payments' then 'key' else 'payment_key' end;
begin
  perform from public.payments p
    cross join lateral (
      select coalesce(sum(amount_minor) filter (where status = 'SUCCEEDED'), 0) as succeeded,
        coalesce(sum(amount_minor) filter (where status in ('PENDING', 'SENT', 'REQUESTED')), 0) as open
      from public.refunds where payment_key = p.key) r
    where p.key = of_payment and (p.refunded_minor <> r.succeeded or p.refunding_minor <> r.open);
  if found then
    perform refuse('refunds_add_up', 'The sums of payment ' || of_payment || ' do not equal its refunds.');
  end if;
  return null;
end $$;

create constraint trigger refunds_add_up after insert or update on refunds
  deferrable initially deferred for each row execute function refunds_add_up();
create constraint trigger refunds_add_up after update on payments
  deferrable initially deferred for each row
  when (old.refunded_minor <> new.refunded_minor or old.refunding_minor <> new.refunding_minor)
  execute function refunds_add_up();

-- At the commit of a new order: its lines add up, it has its payment, and its shopper has not withdrawn. The foreign
-- key to the shopper holds a lock that CloseShopper waits for, so the shopper cannot be closed after this check.
create function order_is_whole() returns trigger language plpgsql as $$
begin
  if exists (select from public.shoppers where id = new.shopper_id and closed_at is not null) then
    perform refuse('closed_shopper_places_no_order', 'Shopper ' || new.shopper_id || ' has withdrawn.');
  end if;
  if not exists (select from public.payments where order_id = new.id) then
    perform refuse('order_has_its_payment', 'An order must be placed together with its payment.');
  end if;
  if new.total_won is distinct from
      (select sum(price_won * quantity) from public.order_lines where order_id = new.id) then
    perform refuse('order_lines_add_up', 'The lines of order ' || new.id || ' do not add up to its total.');
  end if;
  return null;
end $$;

create constraint trigger order_is_whole after insert on orders
  deferrable initially deferred for each row execute function order_is_whole();

-- No line is added to an order later: the lines of an order are inserted by one statement, after which they add up to
-- its total. Checked once per statement, whereas a check at commit would run for every line.
create function order_lines_add_up() returns trigger language plpgsql as $$
declare
  of_order uuid;
begin
  select o.id into of_order from public.orders o
    where o.id in (select order_id from added)
      and o.total_won <> (select sum(price_won * quantity) from public.order_lines where order_id = o.id)
    limit 1;
  if found then
    perform refuse('order_lines_add_up', 'The lines of order ' || of_order || ' do not add up to its total.');
  end if;
  return null;
end $$;

create trigger order_lines_add_up after insert on order_lines
  referencing new table as added for each statement execute function order_lines_add_up();

-- At commit, an order that has ended holds no stock, and every other order holds its pieces. The statement that
-- releases a line also adds its pieces to the product (LockedOrder.cs).
create function stock_is_held_until_the_order_ends() returns trigger language plpgsql as $$
declare
  of_order uuid := to_jsonb(new) ->> case tg_table_name when 'orders' then 'id' else 'order_id' end;
begin
  perform from public.orders o join public.order_lines l on l.order_id = o.id
    where o.id = of_order and l.holds_stock = (o.status in ('EXPIRED', 'CANCELLED'));
  if found then
    perform refuse('stock_is_held_until_the_order_ends',
      'Order ' || of_order || ' has ended and holds stock, or has not ended and returned it.');
  end if;
  return null;
end $$;

create constraint trigger ended_order_holds_no_stock after update on orders
  deferrable initially deferred for each row
  when (old.status <> new.status and new.status in ('EXPIRED', 'CANCELLED'))
  execute function stock_is_held_until_the_order_ends();
create constraint trigger stock_is_held_until_the_order_ends after update on order_lines
  deferrable initially deferred for each row when (old.holds_stock <> new.holds_stock)
  execute function stock_is_held_until_the_order_ends();
create constraint trigger new_line_holds_its_stock after insert on order_lines
  deferrable initially deferred for each row when (not new.holds_stock)
  execute function stock_is_held_until_the_order_ends();

-- At commit, a pending payment has the jobs that check and expire it, and a payment with money to refund has the job
-- that refunds it. Without the job, the payment would never be refunded.
create function payment_has_its_jobs() returns trigger language plpgsql as $$
declare
  of_payment text;
begin
  if tg_table_name = 'payments' then
    of_payment := new.key;
  else
    of_payment := old.payment_key;
  end if;
  perform from public.payments p
    cross join lateral (select array_agg(kind) as kinds from public.payment_jobs where payment_key = p.key) jobs
    where p.key = of_payment and not coalesce(jobs.kinds, '{}') @> (
      case when p.status = 'PENDING' then array['CHECK', 'EXPIRE'] else '{}' end
      || case when p.status = 'REFUND_DUE' or p.refunding_minor > 0 then array['REFUND'] else '{}' end);
  if found then
    perform refuse('payment_has_its_jobs', 'Payment ' || of_payment || ' lacks a job that its state requires.');
  end if;
  return null;
end $$;

create constraint trigger new_payment_has_its_jobs after insert on payments
  deferrable initially deferred for each row execute function payment_has_its_jobs();
create constraint trigger payment_has_its_jobs after update on payments
  deferrable initially deferred for each row
  when ((old.status, old.refunding_minor) is distinct from (new.status, new.refunding_minor)
    and (new.status in ('PENDING', 'REFUND_DUE') or new.refunding_minor > 0))
  execute function payment_has_its_jobs();
create constraint trigger job_is_kept_while_it_is_needed after delete on payment_jobs
  deferrable initially deferred for each row execute function payment_has_its_jobs();

-- A withdrawal hides the shopper's orders, so it is refused while an order is open or a refund is due.
create function closed_shopper_has_no_open_order() returns trigger language plpgsql as $$
begin
  if exists (select from public.orders o join public.payments p on p.order_id = o.id
      where o.shopper_id = new.id and (o.status in ('PENDING', 'READY', 'SHIPPED')
        or p.status = 'REFUND_DUE' or p.refunding_minor > 0)) then
    perform refuse('closed_shopper_has_no_open_order', 'Shopper ' || new.id || ' has an open order or refund.');
  end if;
  return null;
end $$;

create constraint trigger closed_shopper_has_no_open_order after update on shoppers
  deferrable initially deferred for each row when (old.closed_at is null and new.closed_at is not null)
  execute function closed_shopper_has_no_open_order();

-- The keyed hash of a request includes the address, so the request is deleted with it.
create function erased_order_has_no_request() returns trigger language plpgsql as $$
begin
  if exists (select from public.order_requests where order_id = new.id) then
    perform refuse('erased_order_has_no_request', 'The requests of order ' || new.id || ' must be erased with it.');
  end if;
  return null;
end $$;

create constraint trigger erased_order_has_no_request after update on orders
  deferrable initially deferred for each row when (old.shipping is not null and new.shipping is null)
  execute function erased_order_has_no_request();
