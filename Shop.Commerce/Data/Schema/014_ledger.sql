-- The ledger is append-only: rows are added to a hash chain per payment and never updated or deleted.

create function event_text(e payment_events) returns text language sql stable
  set search_path = public, pg_temp as $$
  -- Each field is prefixed with its length, so that different rows never have the same text.
  select string_agg(coalesce(length(field)::text || ':' || field, '-'), ',' order by place)
  from unnest(array[e.payment_key, e.seq::text, (extract(epoch from e.at) * 1000000)::bigint::text, e.event, e.source,
    e.amount_minor::text, e.currency, e.reason, e.reference]) with ordinality as fields (field, place)
$$;

-- Assigns the position in the chain and the hash. The writer holds the order's lock; a writer without it fails at the
-- unique constraint of the position.
create function event_joins_the_chain() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  previous payment_events;
begin
  if not is_about_now(new.at) then
    perform refuse('event_is_recorded_when_it_happens',
      'A ledger row must have the current time, not ' || new.at || '.');
  end if;
  select * into previous from payment_events where payment_key = new.payment_key order by seq desc limit 1;
  new.seq := coalesce(previous.seq, 0) + 1;
  new.hash := sha256(coalesce(previous.hash, ''::bytea) || convert_to(event_text(new), 'UTF8'));
  return new;
end $$;

create trigger event_joins_the_chain before insert on payment_events
  for each row execute function event_joins_the_chain();

create function ledger_is_kept() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  perform refuse('ledger_is_kept', 'The ledger is append-only.');
  return null;
end $$;

create trigger ledger_is_kept before update or delete or truncate on payment_events
  for each statement execute function ledger_is_kept();

-- At commit, a payment must agree with its ledger: the same capture, refund reason and refunded amount, and CANCELLED
-- only with a CLOSED row. In addition, every change of its status or sums needs a ledger row of the same transaction,
-- also a change that the rows alone cannot prove, such as an open refund.
create function payment_is_what_its_ledger_says() returns trigger language plpgsql
  set search_path = public, pg_temp as $$
declare
  of_payment text := to_jsonb(new) ->> case tg_table_name when 'payments' then 'key' else 'payment_key' end;
begin
  perform from payments p
    cross join lateral (
      select count(*) filter (where written_in = pg_current_xact_id()) as told_now,
        max(event) filter (where event in ('PAID', 'REFUND_DUE')) as capture,
        max(amount_minor) filter (where event in ('PAID', 'REFUND_DUE')) as captured,
        max(currency) filter (where event in ('PAID', 'REFUND_DUE')) as currency,
        max(reason) as refund_reason,
        coalesce(sum(amount_minor) filter (where event = 'GIVEN_BACK'), 0) as given_back,
        coalesce(bool_or(event = 'CLOSED'), false) as closed
      from payment_events where payment_key = p.key) l
    where p.key = of_payment and (
      l.told_now = 0
      or (p.captured_minor, p.currency) is distinct from (l.captured, l.currency)
      or p.refunded_minor <> l.given_back
      or p.status = 'PAID' and l.capture <> 'PAID'
      or p.refund_reason is distinct from l.refund_reason
      or p.status = 'CANCELLED' and not l.closed
      or p.status in ('PENDING', 'PAID') and l.closed);
  if found then
    perform refuse('payment_is_what_its_ledger_says', 'Payment ' || of_payment || ' differs from its ledger.');
  end if;
  return null;
end $$;

create constraint trigger payment_is_what_its_ledger_says after insert on payment_events
  deferrable initially deferred for each row execute function payment_is_what_its_ledger_says();
create constraint trigger payment_is_what_its_ledger_says after update on payments
  deferrable initially deferred for each row
  when ((old.status, old.captured_minor, old.refunded_minor, old.refunding_minor)
    is distinct from (new.status, new.captured_minor, new.refunded_minor, new.refunding_minor))
  execute function payment_is_what_its_ledger_says();
