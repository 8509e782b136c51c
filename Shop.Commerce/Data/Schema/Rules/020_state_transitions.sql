-- The transitions that orders, payments and refunds may make: rules that a CHECK cannot express, because they compare a
-- row with its previous version or with the clock. They apply to every role that can write, including the owner. Every
-- function names tables with their schema, because a temporary table of the same name would come before the real one.

create function refuse(rule text, message text) returns void language plpgsql as $$
begin
  raise exception using errcode = 'check_violation', constraint = rule, message = refuse.message;
end $$;

-- Allows 5 minutes of difference between the clocks of a replica and of this server.
create function is_about_now(at timestamptz) returns boolean language plpgsql as $$
begin
  return at between clock_timestamp() - interval '5 minutes' and clock_timestamp() + interval '5 minutes';
end $$;

create function order_moves_forward() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.status <> 'PENDING' then
      perform refuse('order_starts_pending', 'An order must start PENDING, not ' || new.status || '.');
    end if;
    if not is_about_now(new.placed_at) then
      perform refuse('order_is_placed_now', 'An order must be placed now, not at ' || new.placed_at || '.');
    end if;
    return new;
  end if;

  if new.status <> old.status and (old.status, new.status) not in (
      ('PENDING', 'READY'), ('PENDING', 'EXPIRED'), ('PENDING', 'CANCELLED'),
      ('READY', 'SHIPPED'), ('READY', 'CANCELLED'), ('SHIPPED', 'DELIVERED')) then
    perform refuse('order_moves_forward', 'An order cannot change from ' || old.status || ' to ' || new.status || '.');
  end if;
  if (old.id, old.shopper_id, old.total_won, old.cart_version)
      is distinct from (new.id, new.shopper_id, new.total_won, new.cart_version) then
    perform refuse('order_keeps_what_was_ordered', 'The shopper, total and cart version of an order cannot change.');
  end if;
  -- The address of a pending order may be corrected, for instance the e-mail address that the payment window refused.
  if new.shipping is distinct from old.shipping and new.shipping is not null
      and (old.status, new.status) is distinct from ('PENDING', 'PENDING') then
    perform refuse('shipping_is_kept_or_erased', 'The address of an order can change only while the order is PENDING.');
  end if;
  if new.cancel_reason is distinct from old.cancel_reason and new.cancel_reason is not null
      and new.status = old.status then
    perform refuse('cancel_reason_is_kept_or_erased', 'The cancel reason can be set only when the order is cancelled.');
  end if;
  return new;
end $$;

create trigger order_moves_forward before insert or update on orders
  for each row execute function order_moves_forward();

-- Each timestamp is set by the status change that it belongs to, to the current time.
create function order_times_tell_its_moves() returns trigger language plpgsql as $$
declare
  moved_to text := case when new.status <> old.status then new.status else 'NOWHERE' end;
begin
  if new.ready_at is distinct from old.ready_at
        and not (moved_to = 'READY' and coalesce(is_about_now(new.ready_at), true))
      or new.shipped_at is distinct from old.shipped_at
        and not (moved_to = 'SHIPPED' and coalesce(is_about_now(new.shipped_at), true))
      or new.delivered_at is distinct from old.delivered_at
        and not (moved_to = 'DELIVERED' and coalesce(is_about_now(new.delivered_at), true))
      or new.ended_at is distinct from old.ended_at
        and not (moved_to in ('EXPIRED', 'CANCELLED') and coalesce(is_about_now(new.ended_at), true)) then
    perform refuse('order_times_tell_its_moves',
      'A time of an order is set once, with its status change, to the current time.');
  end if;
  return new;
end $$;

create trigger order_times_tell_its_moves before update on orders
  for each row execute function order_times_tell_its_moves();

create function payment_moves_forward() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.status <> 'PENDING' then
      perform refuse('payment_starts_pending', 'A payment must start PENDING, not ' || new.status || '.');
    end if;
    return new;
  end if;

  if new.status <> old.status and (old.status, new.status) not in (
      ('PENDING', 'PAID'), ('PENDING', 'CLOSED'), ('PENDING', 'REFUND_DUE'), ('PENDING', 'REFUNDED'),
      ('CLOSED', 'REFUND_DUE'), ('CLOSED', 'REFUNDED'),
      ('PAID', 'REFUND_DUE'), ('PAID', 'REFUNDED'), ('REFUND_DUE', 'REFUNDED')) then
    perform refuse('payment_moves_forward',
      'A payment cannot change from ' || old.status || ' to ' || new.status || '.');
  end if;
  -- An order's total never changes, so this check stays valid after the commit.
  if new.status = 'PAID' and (new.currency, new.captured_minor) is distinct from
      ('KRW', (select total_won from public.orders where id = new.order_id)) then
    perform refuse('capture_is_the_price', 'The capture of a PAID payment must be the order total in KRW, not '
      || coalesce(new.captured_minor || ' ' || new.currency, 'nothing') || '.');
  end if;
  if (old.key, old.order_id) is distinct from (new.key, new.order_id) then
    perform refuse('payment_keeps_its_order', 'The key and the order of a payment cannot change.');
  end if;
  if old.captured_minor is not null and (old.captured_minor, old.currency, old.paid_at)
      is distinct from (new.captured_minor, new.currency, new.paid_at) then
    perform refuse('capture_is_kept', 'A recorded capture cannot change.');
  end if;
  if new.refund_reason is distinct from old.refund_reason
      and (old.refund_reason is not null or new.status = old.status) then
    perform refuse('refund_reason_is_kept', 'The refund reason is set once, together with the status change.');
  end if;
  if new.refunded_minor < old.refunded_minor then
    perform refuse('refunded_never_shrinks', 'The refunded amount cannot decrease.');
  end if;
  return new;
end $$;

create trigger payment_moves_forward before insert or update on payments
  for each row execute function payment_moves_forward();

create function refund_moves_forward() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.origin = 'SHOP' and new.status <> 'PENDING' then
      perform refuse('refund_is_stored_before_it_is_sent',
        'A refund of the shop must start PENDING, not ' || new.status || '.');
    end if;
    return new;
  end if;

  if old.status in ('SUCCEEDED', 'REJECTED') and new is distinct from old then
    perform refuse('ended_refund_is_kept', 'A refund that is ' || old.status || ' cannot change.');
  end if;
  if new.status <> old.status and (old.status, new.status) not in (
      ('PENDING', 'SENT'), ('PENDING', 'REQUESTED'), ('PENDING', 'SUCCEEDED'), ('PENDING', 'REJECTED'),
      ('SENT', 'REQUESTED'), ('SENT', 'SUCCEEDED'), ('SENT', 'REJECTED'),
      ('REQUESTED', 'SUCCEEDED'), ('REQUESTED', 'REJECTED')) then
    perform refuse('refund_moves_forward', 'A refund cannot change from ' || old.status || ' to ' || new.status || '.');
  end if;
  if to_jsonb(old) - '{status,cancellation_id,refunded_at}'::text[]
      <> to_jsonb(new) - '{status,cancellation_id,refunded_at}'::text[] then
    perform refuse('refund_is_sent_as_it_was_written', 'The request values of a refund cannot change.');
  end if;
  if old.cancellation_id is not null and new.cancellation_id is distinct from old.cancellation_id then
    perform refuse('refund_keeps_its_cancellation', 'The cancellation of a refund cannot change.');
  end if;
  return new;
end $$;

create trigger refund_moves_forward before insert or update on refunds
  for each row execute function refund_moves_forward();

-- A line states what was ordered, so only its stock changes, and that is returned at most once.
create function line_keeps_what_was_ordered() returns trigger language plpgsql as $$
begin
  perform refuse('line_keeps_what_was_ordered', 'A line of an order cannot change.');
  return null;
end $$;

create trigger line_keeps_what_was_ordered before update on order_lines
  for each row when (to_jsonb(old) - 'holds_stock' <> to_jsonb(new) - 'holds_stock')
  execute function line_keeps_what_was_ordered();

create function stock_is_returned_once() returns trigger language plpgsql as $$
begin
  if new.holds_stock and not old.holds_stock then
    perform refuse('stock_is_returned_once', 'The stock of a line was returned and cannot be held again.');
  end if;
  return new;
end $$;

create trigger stock_is_returned_once before update on order_lines
  for each row execute function stock_is_returned_once();

create function shopper_stays_closed() returns trigger language plpgsql as $$
begin
  if old.closed_at is not null and new.closed_at is distinct from old.closed_at then
    perform refuse('shopper_stays_closed', 'Shopper ' || old.id || ' has withdrawn permanently.');
  end if;
  return new;
end $$;

create trigger shopper_stays_closed before update on shoppers
  for each row execute function shopper_stays_closed();

-- The law requires the records of a sale for 5 years from the sale. The addresses of a shopper who has not withdrawn
-- are kept longer, because they are part of the order history.
create function shipping_is_kept_for_5_years() returns trigger language plpgsql as $$
begin
  if new.placed_at + interval '5 years' > clock_timestamp()
      or not exists (select from public.shoppers where id = new.shopper_id and closed_at is not null) then
    perform refuse('shipping_is_kept_for_5_years',
      'The address of order ' || new.id || ' is kept for 5 years and until its shopper has withdrawn.');
  end if;
  return null;
end $$;

create trigger shipping_is_kept_for_5_years after update on orders
  for each row when (old.shipping is not null and new.shipping is null)
  execute function shipping_is_kept_for_5_years();

-- A repeat may come at any time: without the request it would place a second order.
create function request_is_kept_with_its_order() returns trigger language plpgsql as $$
begin
  if exists (select from public.orders where id = old.order_id and shipping is not null) then
    perform refuse('request_is_kept_with_its_order',
      'The Idempotency-Key of order ' || old.order_id || ' is kept until the address of the order is erased.');
  end if;
  return old;
end $$;

create trigger request_is_kept_with_its_order before delete on order_requests
  for each row execute function request_is_kept_with_its_order();
