// The role that a service signs in as. It owns nothing and is a member of nothing, so what the schema forbids stays
// forbidden to the service, whatever it sends (`set role none` included). Roles belong to the server, not to the
// database: a migration of another database may be creating the same role.
using Npgsql;

namespace Shop.ServiceDefaults.Data;

/// <summary>Creates the login of a service.</summary>
internal static class DatabaseLogin
{
    // NOSUPERUSER, NOCREATEDB and so on only here: ALTER ROLE with them needs a superuser, which the owner of a managed
    // database is not.
    private const string Create = """
        create role {0} login noinherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls
        """;

    // Only the owner and the login may connect. Nobody needs temporary tables: one that has the name of a real table
    // hides it from the functions of the schema.
    private const string Restrict = """
        revoke connect, temporary on database {1} from public;
        revoke create on schema public from public;
        grant connect on database {1} to {0};
        """;

    private const string Powers = """
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
            then 'may create temporary tables' end,
          case when has_database_privilege(r.oid, current_database(), 'create') then 'may create schemas' end,
          case when has_schema_privilege(r.oid, 'public', 'create') then 'may create tables' end)
        from pg_roles r where rolname = $1
        """;

    /// <summary>
    /// Creates the login if it is missing, sets its password, and lets only it and the owner connect.
    /// </summary>
    public static async Task EnsureAsync(NpgsqlConnection connection, string login, string password)
    {
        try
        {
            await ExecuteAsync(connection, Format(Create, login));
        }
        catch (PostgresException error) when (
            error.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation)
        {
            // It exists already, or was created at the same moment. Only its password is set.
        }

        await ExecuteAsync(connection, await PasswordStatementAsync(connection, login, password));
        await ExecuteAsync(connection, Format(Restrict, login, connection.Database));
    }

    /// <summary>Throws if the login has more powers than the schema grants it.</summary>
    /// <exception cref="InvalidOperationException">The message names the powers.</exception>
    public static async Task RefusePowersAsync(NpgsqlConnection connection, string login)
    {
        await using var command = new NpgsqlCommand(Powers, connection) { Parameters = { new() { Value = login } } };
        if (await command.ExecuteScalarAsync() is string { Length: > 0 } powers)
        {
            throw new InvalidOperationException(
                $"The role {login} {powers}. It must not: take this from the role, or drop it, and run migrate again.");
        }
    }

    // ALTER ROLE takes no parameters, so the server quotes the password.
    private static async Task<string> PasswordStatementAsync(NpgsqlConnection connection, string login, string password)
    {
        await using var command = new NpgsqlCommand(
            "select format('alter role %I login noinherit password %L', $1, $2)", connection)
        {
            Parameters = { new() { Value = login }, new() { Value = password } },
        };
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static string Format(string sql, params string[] names) => string.Format(sql, [.. names.Select(Quote)]);

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"")}\"";

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
