// The role that a service connects as. It owns nothing and is a member of no role, so the service cannot bypass the
// schema's constraints with any statement (`set role none` included). Roles belong to the server and not to a database,
// so a parallel migration of another database may create the same role.
namespace Shop.ServiceDefaults.Data;

internal static class DatabaseLogin
{
    // NOSUPERUSER, NOCREATEDB and so on are stated only here. ALTER ROLE with them requires a superuser, and the owner
    // of a managed database is not one.
    private const string Create = """
        create role {0} login noinherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls
        """;

    // Only the owner and the login may connect. Temporary tables are forbidden, because one with the name of a real
    // table hides that table from the functions of the schema.
    private const string Restrict = """
        revoke connect, temporary on database {1} from public;
        revoke create on schema public from public;
        grant connect on database {1} to {0};
        """;

    // Lists the privileges that the login must not have; an empty text if it has none of them.
    private const string ExtraPrivileges = """
        select concat_ws(', ',
          case when rolsuper then 'is a superuser' end,
          case when rolcreatedb then 'may create databases' end,
          case when rolcreaterole then 'may create roles' end,
          case when rolreplication then 'may replicate' end,
          case when rolbypassrls then 'bypasses row security' end,
          case when exists (select from pg_auth_members where member = r.oid) then 'is a member of a role' end,
          case when exists (select from pg_shdepend
            where refclassid = 'pg_authid'::regclass and refobjid = r.oid and deptype = 'o') then 'owns objects' end,
          case when has_database_privilege(r.oid, current_database(), 'temporary')
            then 'may create temporary tables'
              || case when has_database_privilege('public', current_database(), 'temporary')
                then ' like every role (the owner of the database must revoke it from PUBLIC)' else '' end end,
          case when has_database_privilege('public', current_database(), 'connect')
            then 'may connect like every role (the owner of the database must revoke it from PUBLIC)' end,
          case when has_database_privilege(r.oid, current_database(), 'create') then 'may create schemas' end,
          case when has_schema_privilege(r.oid, 'public', 'create') then 'may create tables' end)
        from pg_roles r where rolname = $1
        """;

    /// <summary>Creates a missing login, sets its password, and lets only it and the owner connect.</summary>
    public static async Task EnsureAsync(NpgsqlConnection connection, string login, string password)
    {
        try
        {
            await connection.ExecuteAsync(string.Format(Create, Quote(login)));
        }
        catch (PostgresException error) when (
            error.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation)
        {
            // It exists, or a parallel migration has just created it. Its password is set too.
        }

        await connection.ExecuteAsync(
            $"alter role {Quote(login)} login noinherit password '{ScramVerifier.Of(password)}'");
        await connection.ExecuteAsync(string.Format(Restrict, Quote(login), Quote(connection.Database)));
    }

    /// <summary>Throws if the login has privileges beyond those that the schema grants.</summary>
    public static async Task RefuseExtraPrivilegesAsync(NpgsqlConnection connection, string login)
    {
        await using var command = new NpgsqlCommand(ExtraPrivileges, connection)
        {
            Parameters = { new() { Value = login } },
        };
        if (await command.ExecuteScalarAsync() is string { Length: > 0 } privileges)
        {
            throw new InvalidOperationException(
                $"The role {login} {privileges}. Revoke what the service must not have, or drop the role, then run "
                + "migrate again.");
        }
    }

    private static string Quote(string name) => new NpgsqlCommandBuilder().QuoteIdentifier(name);
}
