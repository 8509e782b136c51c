// Tests the roles that services connect as, on the databases of the graph: they have no privilege beyond those that the
// schema grants, and cannot get one.
using Aspire.Hosting.Testing;
using Npgsql;

namespace Shop.Tests.Starting;

[Collection(RunningShop.Shared)]
public sealed class DatabaseLoginTests(RunningShop shop)
{
    private static readonly (string Database, string Login, string Table)[] Databases =
        [("accountdb", "account_service", "members"), ("commercedb", "commerce_service", "payments")];

    [Theory]
    [InlineData("set role postgres")]
    [InlineData("set session authorization postgres")]
    [InlineData("alter table {0} add extra text")]
    [InlineData("alter table {0} disable trigger all")]
    [InlineData("drop table {0}")]
    [InlineData("create table extra ()")]
    [InlineData("create temporary table {0} ()")]
    [InlineData("create schema extra")]
    [InlineData("create or replace function refuse(text, text) returns void language sql as 'select'")]
    [InlineData("create role extra")]
    [InlineData("create database extra")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("delete from schema_scripts")]
    public async Task Login_cannot_gain_privileges(string sql)
    {
        string[] resets =
        [
            "", "set role none", "reset role", "set session authorization default", "reset session authorization",
            "discard all",
        ];
        foreach (var ((database, name, table), reset) in
            Databases.SelectMany(_ => resets, (one, reset) => (one, reset)))
        {
            await using var login = await shop.ConnectAsLoginAsync(database);
            if (reset.Length > 0)
            {
                await login.ExecuteAsync(reset);
            }

            Assert.Equal(name, await login.ReadAsync("select current_user::text"));
            var refusal = await Assert.ThrowsAsync<PostgresException>(
                () => login.ExecuteAsync(string.Format(sql, table)));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        }
    }

    [Fact]
    public async Task Migration_refuses_a_login_with_extra_privileges()
    {
        await using var owner = await shop.ConnectAsOwnerAsync("accountdb", "postgres");
        await owner.ExecuteAsync("alter role account_service createdb; grant pg_monitor to account_service");
        try
        {
            ProcessAssert.FailedWithOneLine(
                await ServiceProcess.MigrateAsync(shop, "Account"), "Account cannot migrate: ",
                "The role account_service may create databases, is a member of a role.");
        }
        finally
        {
            await owner.ExecuteAsync("alter role account_service nocreatedb; revoke pg_monitor from account_service");
        }
    }

    [Theory]
    [InlineData("accountdb", "webdb", PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData("webdb", "accountdb", PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData("accountdb", "commercedb", PostgresErrorCodes.InvalidPassword)]
    [InlineData("commercedb", "accountdb", PostgresErrorCodes.InvalidPassword)]
    public async Task Login_cannot_connect_to_the_database_of_another_service(string own, string other, string expected)
    {
        var login = new NpgsqlConnectionStringBuilder(await shop.App.GetConnectionStringAsync($"{own}-login"));
        var toOther = new NpgsqlConnectionStringBuilder(await shop.App.GetConnectionStringAsync($"{other}-login"))
        {
            Username = login.Username,
            Password = login.Password,
        };

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => DatabaseConnections.OpenAsync(toOther));

        Assert.Equal(expected, refusal.SqlState);
    }

    [Fact]
    public async Task Login_is_a_member_of_nothing_and_owns_nothing()
    {
        foreach (var (database, login) in new[]
        {
            ("accountdb", "account_service"), ("webdb", "web_service"), ("commercedb", "commerce_service"),
        })
        {
            await using var owner = await shop.ConnectAsOwnerAsync(database);
            Assert.Equal(true, await owner.ReadAsync($"""
                select rolcanlogin and not (rolsuper or rolinherit or rolcreaterole or rolcreatedb or rolreplication
                    or rolbypassrls or exists (select from pg_auth_members where member = r.oid)
                    or exists (select from pg_shdepend where refobjid = r.oid and deptype = 'o'))
                from pg_roles r where rolname = '{login}'
                """));
        }
    }
}
