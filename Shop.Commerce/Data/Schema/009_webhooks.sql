-- PortOne's webhooks as received, one row for each webhook-id even if it was sent several times. A webhook is only a
-- trigger to retrieve the payment. Rows are kept for a year.

create table webhooks (
  id          text        constraint webhook_is_stored_once primary key,
  type        text,
  -- The payment key; null if the webhook is about no payment, or its payment id cannot be a key of ours.
  payment_key text,
  body        text        not null,
  received_at timestamptz not null default now(),
  constraint webhook_id_has_a_limit check (length(id) between 1 and 200),
  constraint webhook_body_has_a_limit check (length(body) <= 65536)
);

create index webhooks_of_a_payment on webhooks (payment_key, received_at);
create index webhooks_by_age on webhooks (received_at);

create function webhook_is_kept_for_a_year() returns trigger language plpgsql as $$
begin
  if old.received_at > clock_timestamp() - interval '1 year' then
    perform refuse('webhook_is_kept_for_a_year', 'A webhook must be kept for a year.');
  end if;
  return old;
end $$;

create trigger webhook_is_kept_for_a_year before delete on webhooks
  for each row execute function webhook_is_kept_for_a_year();

grant select, insert (id, type, payment_key, body), delete on webhooks to commerce_service;
