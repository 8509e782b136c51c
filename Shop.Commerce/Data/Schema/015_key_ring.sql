-- The keys that shipping addresses are encrypted with, themselves sealed by the key from configuration.
create table data_protection_keys (
  name text primary key,
  xml  text not null
);

grant select, insert on data_protection_keys to commerce_service;
