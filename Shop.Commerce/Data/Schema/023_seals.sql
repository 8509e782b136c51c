-- Checkpoints of the ledger. The hash chain of a payment detects changes inside that payment; a checkpoint detects rows
-- that were changed, added or deleted anywhere before it. One chain over all payments would serialize every payment, so
-- checkpoints are written later, over rows that are older than 5 minutes and precede every unfinished transaction. The
-- hash is also written to the service's log, so that a rewrite of the whole table is detected too.

create table ledger_seals (
  id         bigint      primary key,
  -- The last ledger row that this checkpoint covers; the first is the one after the previous checkpoint.
  up_to      bigint      not null,
  row_count  bigint      not null,
  sealed_at  timestamptz not null,
  hash       bytea       not null,
  constraint one_seal_per_end unique (up_to),
  constraint seal_is_of_something check (row_count > 0)
);

create function seal_covers_what_is_written() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  previous ledger_seals;
  first_open bigint;
  hashes bytea;
begin
  if not is_about_now(new.sealed_at) then
    perform refuse('seal_is_of_now', 'A checkpoint must have the current time, not ' || new.sealed_at || '.');
  end if;
  select * into previous from ledger_seals order by id desc limit 1;
  select min(id) into first_open from payment_events
    where id > coalesce(previous.up_to, 0)
      and (at > clock_timestamp() - interval '5 minutes'
        or written_in >= pg_snapshot_xmin(pg_current_snapshot()));
  select max(id), count(*), string_agg(hash, ''::bytea order by id) into new.up_to, new.row_count, hashes
    from payment_events where id > coalesce(previous.up_to, 0) and (first_open is null or id < first_open);
  if new.row_count = 0 then
    return null; -- No new row is old enough.
  end if;
  new.id := coalesce(previous.id, 0) + 1;
  new.hash := sha256(coalesce(previous.hash, ''::bytea) || convert_to(new.up_to::text, 'UTF8') || hashes);
  return new;
end $$;

create trigger seal_covers_what_is_written before insert on ledger_seals
  for each row execute function seal_covers_what_is_written();

create trigger ledger_is_kept before update or delete or truncate on ledger_seals
  for each statement execute function ledger_is_kept();

grant select, insert (sealed_at) on ledger_seals to commerce_service;
