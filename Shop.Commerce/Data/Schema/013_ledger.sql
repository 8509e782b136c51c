-- The ledger: rows are added, in a chain, and nothing else ever happens to them.

create function event_text(e payment_events) returns text language sql stable as $$
  -- Every field, its length before it: no two rows have the same text.
  select string_agg(coalesce(length(field)::text || ':' || field, '-'), ',' order by place)
  from unnest(array[e.payment_key, e.seq::text, (extract(epoch from e.at) * 1000000)::bigint::text, e.event, e.reporter,
    e.amount_minor::text, e.currency, e.reason, e.reference]) with ordinality as fields (field, place)
$$;

-- The place and the hash are the database's to give. The order's lock is held by whoever records an event; whoever does
-- not hold it runs into the unique place.
create function event_joins_the_chain() returns trigger language plpgsql as $$
declare
  previous payment_events;
begin
  select * into previous from payment_events where payment_key = new.payment_key order by seq desc limit 1;
  new.seq := coalesce(previous.seq, 0) + 1;
  new.hash := sha256(coalesce(previous.hash, ''::bytea) || convert_to(event_text(new), 'UTF8'));
  return new;
end $$;

create trigger event_joins_the_chain before insert on payment_events
  for each row execute function event_joins_the_chain();

create function ledger_is_kept() returns trigger language plpgsql as $$
begin
  perform refuse('ledger_is_kept', 'The ledger is only ever added to.');
  return null;
end $$;

create trigger ledger_is_kept before update or delete or truncate on payment_events
  for each statement execute function ledger_is_kept();
