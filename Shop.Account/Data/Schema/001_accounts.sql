-- Who the shoppers are. The service works as account_service, which owns none of this: what is forbidden here is
-- forbidden to the service as well.

create table members (
  id                   uuid        primary key,
  status               text        not null,
  login_id             text,
  password_hash        text,
  name_encrypted       bytea,
  birth_date_encrypted bytea,
  hashed_ci            bytea,
  joined_at            timestamptz not null,
  closing_since        timestamptz,
  withdrawn_at         timestamptz,

  constraint status_is_known check (status in ('ACTIVE', 'CLOSING', 'WITHDRAWN')),
  constraint login_id_is_well_formed check (login_id collate "C" ~ '^[a-z0-9_]{4,20}$'),
  constraint hashed_ci_is_a_sha256 check (octet_length(hashed_ci) = 32),
  constraint closing_has_a_beginning check ((status = 'CLOSING') = (closing_since is not null)),
  constraint withdrawn_has_a_time check ((status = 'WITHDRAWN') = (withdrawn_at is not null)),
  -- A member is a whole person, a withdrawn one nobody: nothing of the person may be left behind.
  constraint withdrawal_erases_the_person check (
    num_nonnulls(login_id, password_hash, name_encrypted, birth_date_encrypted, hashed_ci)
      = case status when 'WITHDRAWN' then 0 else 5 end)
);

create unique index one_account_per_person on members (hashed_ci);
create unique index one_account_per_login_id on members (login_id);
create index members_closing on members (closing_since) where status = 'CLOSING';

create function members_move_only_as_withdrawal_does() returns trigger language plpgsql as $$
begin
  if new.id <> old.id or new.joined_at <> old.joined_at then
    raise exception 'a member keeps its id and the day it joined' using errcode = 'check_violation';
  end if;
  if old.status = 'WITHDRAWN' or (old.status = 'ACTIVE' and new.status = 'WITHDRAWN') then
    raise exception 'a member does not go from % to %', old.status, new.status using errcode = 'check_violation';
  end if;
  return new;
end $$;

create trigger members_move_only_as_withdrawal_does before update on members
  for each row execute function members_move_only_as_withdrawal_does();

-- Each identity verification serves once. The row is written in the transaction that succeeds by it.
create table used_verifications (
  id      text        primary key,
  used_at timestamptz not null
);
create index used_verifications_by_age on used_verifications (used_at);

-- Which of the configured peppers the stored hashed_ci are wrapped with, and how each is recognised: a fingerprint per
-- pepper, oldest first. One row; whoever hashes holds it shared, whoever rotates holds it alone.
create table ci_pepper (
  only_row     boolean primary key default true,
  fingerprints text[]  not null default '{}',
  constraint there_is_one_row check (only_row)
);
insert into ci_pepper default values;

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
  successors  smallint    not null default 0,

  constraint hash_is_a_sha256 check (octet_length(hash) = 32),
  constraint a_token_has_two_successors_at_most check (successors between 0 and 2),
  constraint replaced_when_succeeded check ((successors > 0) = (replaced_at is not null))
);
create index refresh_tokens_by_session on refresh_tokens (session_id);
create index refresh_tokens_by_expiry on refresh_tokens (expires_at);

-- Failed attempts in the running window, by login id and by address; the keys are keyed hashes of them.
create table throttles (
  key      bytea       primary key,
  failures integer     not null,
  ends_at  timestamptz not null
);
create index throttles_by_end on throttles (ends_at);

-- Keys that sign access tokens, shared by all replicas; the private halves are encrypted.
create table signing_keys (
  kid                   text        primary key,
  private_key_encrypted bytea       not null,
  published_at          timestamptz not null,
  signs_from            timestamptz not null,
  constraint published_before_it_signs check (published_at <= signs_from)
);

-- The key ring that names and birth dates are encrypted with; each element is encrypted itself.
create table data_protection_keys (
  name text primary key,
  xml  text not null
);

grant select, insert, update on members, ci_pepper to account_service;
grant select, insert, delete on used_verifications, signing_keys to account_service;
grant select, insert, update, delete on sessions, refresh_tokens, throttles to account_service;
grant select, insert on data_protection_keys to account_service;
