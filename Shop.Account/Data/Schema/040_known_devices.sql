-- Known devices. A device token contains the version of the password that it was issued with, so a new password
-- invalidates every earlier token. The version never decreases.
alter table members add column password_version integer not null default 1;

create function password_version_only_grows() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if new.password_version < old.password_version then
    perform refuse('password_version_only_grows', 'The version of a password never decreases.');
  end if;
  return new;
end $$;

create trigger password_version_only_grows before update of password_version on members
  for each row execute function password_version_only_grows();

-- Failures are counted per login id and network, per login id, per network and per device. The counts of a login id are
-- found by its keyed hash and deleted when the login id gets a new password.
alter table throttles add column login_id_key bytea;
create index throttles_by_login_id on throttles (login_id_key);
