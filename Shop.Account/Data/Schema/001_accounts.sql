-- The shoppers' accounts. The service logs in as account_service, which owns none of these objects, so it cannot bypass
-- the rules below.

create table members (
  id                   uuid        primary key,
  status               text        not null,
  login_id             text,
  password_hash        text,
  -- A device token contains the version of the password that it was issued with, so a new password invalidates every
  -- earlier token.
  password_version     integer     not null default 1,
  name_encrypted       bytea,
  birth_date_encrypted bytea,
  -- Null until the member enters an address.
  email_encrypted      bytea,
  hashed_ci            bytea,
  joined_at            timestamptz not null,
  withdrawn_at         timestamptz,

  constraint status_is_known check (status in ('ACTIVE', 'WITHDRAWN')),
  constraint login_id_is_well_formed check (login_id collate "C" ~ '^[a-z0-9_]{4,20}$'),
  constraint hashed_ci_is_a_sha256 check (octet_length(hashed_ci) = 32),
  constraint withdrawn_has_a_time check ((status = 'WITHDRAWN') = (withdrawn_at is not null)),
  constraint withdrawal_erases_the_email check (status <> 'WITHDRAWN' or email_encrypted is null),
  -- A member has all personal columns, a withdrawn member has none: nothing of the person may be left.
  constraint withdrawal_erases_the_person check (
    num_nonnulls(login_id, password_hash, name_encrypted, birth_date_encrypted, hashed_ci)
      = case status when 'WITHDRAWN' then 0 else 5 end)
);

create unique index one_account_per_person on members (hashed_ci);
create unique index one_account_per_login_id on members (login_id);

-- Every function sets its search path: otherwise a session could put a table of the same name before the intended one.
create function refuse(rule text, message text) returns void language plpgsql set search_path = public, pg_temp as $$
begin
  raise exception using errcode = 'check_violation', constraint = rule, message = refuse.message;
end $$;

create function member_transitions() returns trigger language plpgsql
  set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.status <> 'ACTIVE' then
      perform refuse('member_starts_active', 'A member starts ACTIVE, not ' || new.status || '.');
    end if;
    return new;
  end if;

  if new.id <> old.id or new.joined_at <> old.joined_at then
    perform refuse('member_keeps_its_id', 'A member keeps its id and the day it joined.');
  end if;
  if old.status = 'WITHDRAWN' then
    perform refuse('withdrawal_is_final', 'A withdrawn member cannot change.');
  end if;
  if new.status <> 'WITHDRAWN' and (new.login_id, new.name_encrypted, new.birth_date_encrypted)
      is distinct from (old.login_id, old.name_encrypted, old.birth_date_encrypted) then
    perform refuse('member_stays_the_same_person', 'A member keeps login id, name and birth date until it withdraws.');
  end if;
  if new.password_version < old.password_version then
    perform refuse('password_version_only_grows', 'The version of a password never decreases.');
  end if;
  return new;
end $$;

create trigger member_transitions before insert or update on members
  for each row execute function member_transitions();

-- Each identity verification is used once. The row is written in the transaction that succeeds with it.
create table used_verifications (
  id      text        primary key,
  used_at timestamptz not null
);
create index used_verifications_by_age on used_verifications (used_at);

-- A used verification is kept for 30 days, far longer than it would be accepted. used_at must be the current time, give
-- or take 5 minutes for the difference between the clocks of a replica and of this server.
create function used_verification_is_kept() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    if old.used_at > clock_timestamp() - interval '30 days' then
      perform refuse('used_verification_is_kept', 'A used verification is kept for 30 days.');
    end if;
    return old;
  end if;

  if new.used_at not between clock_timestamp() - interval '5 minutes' and clock_timestamp() + interval '5 minutes' then
    perform refuse('verification_is_used_now', 'used_at must be the current time, not ' || new.used_at || '.');
  end if;
  return new;
end $$;

create trigger used_verification_is_kept before insert or delete on used_verifications
  for each row execute function used_verification_is_kept();

-- The configured peppers that the stored hashed_ci are wrapped with: a fingerprint per pepper, oldest first. There is
-- one row; hashing locks it for share, rotation for update.
create table ci_pepper (
  only_row     boolean primary key default true,
  fingerprints text[]  not null default '{}',
  constraint there_is_one_row check (only_row)
);
insert into ci_pepper default values;

-- Without one of these peppers the service could not recognize any person, and every person could sign up again.
create function peppers_are_only_appended() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if new.fingerprints[1:cardinality(old.fingerprints)] is distinct from old.fingerprints then
    perform refuse('peppers_are_only_appended', 'Peppers are appended, never changed, removed or reordered.');
  end if;
  return new;
end $$;

create trigger peppers_are_only_appended before update on ci_pepper
  for each row execute function peppers_are_only_appended();

-- A session is a family of refresh tokens; deleting it ends them all.
create table sessions (
  id         uuid        primary key,
  member_id  uuid        not null references members (id),
  started_at timestamptz not null,
  expires_at timestamptz not null
);
create index sessions_by_member on sessions (member_id);
create index sessions_by_expiry on sessions (expires_at);

create table refresh_tokens (
  hash        bytea       primary key,
  session_id  uuid        not null references sessions (id) on delete cascade,
  parent_hash bytea,
  issued_at   timestamptz not null,
  expires_at  timestamptz not null,
  replaced_at timestamptz,
  exchanges   smallint    not null default 0,

  constraint hash_is_a_sha256 check (octet_length(hash) = 32),
  constraint a_token_is_exchanged_twice_at_most check (exchanges between 0 and 2),
  constraint replaced_when_exchanged check ((exchanges > 0) = (replaced_at is not null))
);
create index refresh_tokens_by_session on refresh_tokens (session_id);
create index refresh_tokens_by_expiry on refresh_tokens (expires_at);

-- An exchanged token never becomes unused, and the grace period for a second exchange never restarts.
create function used_token_stays_used() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if new.exchanges < old.exchanges or new.replaced_at > old.replaced_at then
    perform refuse('used_token_stays_used', 'An exchanged refresh token cannot become unused.');
  end if;
  return new;
end $$;

create trigger used_token_stays_used before update on refresh_tokens
  for each row execute function used_token_stays_used();

-- Failed attempts in the current window, per login id and network, per login id, per network and per device; the keys
-- are keyed hashes of these. The counts of a login id are found by its keyed hash and deleted when the login id gets a
-- new password.
create table throttles (
  key          bytea       primary key,
  login_id_key bytea,
  failures     integer     not null,
  ends_at      timestamptz not null
);
create index throttles_by_login_id on throttles (login_id_key);
create index throttles_by_end on throttles (ends_at);

-- Keys that sign access tokens, shared by all replicas; the private halves are encrypted.
create table signing_keys (
  kid                   text        primary key,
  private_key_encrypted bytea       not null,
  published_at          timestamptz not null,
  signs_from            timestamptz not null,
  constraint published_before_it_signs check (published_at <= signs_from)
);

-- Without this rule all valid access tokens could be invalidated at once.
create function signing_key_goes_after_its_successor() returns trigger language plpgsql
  set search_path = public, pg_temp as $$
begin
  if not exists (select from signing_keys where signs_from between old.signs_from and clock_timestamp()
      and kid <> old.kid) then
    perform refuse('signing_key_goes_after_its_successor', 'A key may be deleted only when a later one signs.');
  end if;
  return old;
end $$;

create trigger signing_key_goes_after_its_successor before delete on signing_keys
  for each row execute function signing_key_goes_after_its_successor();

-- The Data Protection keys that encrypt names and birth dates; each is itself encrypted with Data:Key.
create table data_protection_keys (
  id            integer generated by default as identity primary key,
  friendly_name text,
  xml           text not null
);

grant select, insert, update on members to account_service;
grant select, update (fingerprints) on ci_pepper to account_service;
grant select, insert, delete on used_verifications, signing_keys, sessions, refresh_tokens to account_service;
grant update (expires_at) on sessions to account_service;
grant update (replaced_at, exchanges) on refresh_tokens to account_service;
grant select, insert, update, delete on throttles to account_service;
grant select, insert on data_protection_keys to account_service;
