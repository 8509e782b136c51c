// Tests the roles that services connect as, on the databases of the graph: they have no privilege beyond those that the
// schema grants, and cannot become an owner.
using Aspire.Hosting.Testing;
using Npgsql;

namespace Shop.Tests.Startup;

[Collection(RunningShop.Shared)]
public sealed class DatabaseLoginTests(RunningShop shop)
{
    private static readonly (string Database, string Login, string Table)[] Databases =
    [
        ("accountdb", "account_service", "members"), ("commercedb", "commerce_service", "payments"),
        ("webdb", "web_service", "sessions"), ("admindb", "admin_service", "sessions"),
    ];

    // If a service connected as the owner and then set its role, these statements would make it the owner again.
    private static readonly string[] Resets =
    [
        "select", "set role none", "reset role", "set session authorization default", "reset session authorization",
        "discard all",
    ];

    [Theory]
    [InlineData("set role {1}")]
    [InlineData("begin; set local role {1}")]
    [InlineData("select set_config('role', '{1}', false)")]
    [InlineData("set session authorization {1}")]
    [InlineData("select set_config('session_authorization', '{1}', false)")]
    [InlineData("do $$ begin set role {1}; end $$")]
    [InlineData("grant {1} to {2}")]
    [InlineData("alter role {2} superuser")]
    [InlineData("alter table {0} owner to {2}")]
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
    public async Task Login_can_neither_become_the_owner_nor_act_as_the_owner(string sql)
    {
        foreach (var (database, name, table) in Databases)
        {
            var statement = string.Format(sql, table, await OwnerOfAsync(database), name);
            foreach (var reset in Resets)
            {
                await using var login = await shop.ConnectAsLoginAsync(database);
                await login.ExecuteAsync(reset);

                Assert.Equal(name, await login.ReadAsync("select current_user::text"));
                await AssertRefusedAsync(() => login.ExecuteAsync(statement));
                await login.ExecuteAsync("rollback");
                Assert.Equal(name, await login.ReadAsync("select current_user::text"));
            }
        }
    }

    [Theory]
    [InlineData("role")]
    [InlineData("session_authorization")]
    public async Task Login_cannot_become_the_owner_by_an_option_of_the_connection(string setting)
    {
        foreach (var (database, _, _) in Databases)
        {
            var connection = new NpgsqlConnectionStringBuilder(
                await shop.App.GetConnectionStringAsync($"{database}-login"))
            {
                Options = $"-c {setting}={await OwnerOfAsync(database)}",
            };

            await AssertRefusedAsync(() => DatabaseConnections.OpenAsync(connection));
        }
    }

    [Fact]
    public async Task Login_is_a_member_of_nothing_owns_nothing_and_can_call_no_function_as_its_owner()
    {
        foreach (var (database, login, _) in Databases)
        {
            await using var owner = await shop.ConnectAsOwnerAsync(database);
            Assert.Equal(true, await owner.ReadAsync($"""
                select rolcanlogin and not (rolsuper or rolinherit or rolcreaterole or rolcreatedb or rolreplication
                    or rolbypassrls or exists (select from pg_auth_members where member = r.oid)
                    or exists (select from pg_shdepend where refobjid = r.oid and deptype = 'o'))
                from pg_roles r where rolname = '{login}'
                """));
            Assert.Equal("", await owner.ReadAsync($"""
                select coalesce(string_agg(oid::regprocedure::text, ', '), '')
                from pg_proc where prosecdef and has_function_privilege('{login}', oid, 'execute')
                """));
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

        await AssertRefusedAsync(() => DatabaseConnections.OpenAsync(toOther), expected);
    }

    private async Task<string> OwnerOfAsync(string database) =>
        new NpgsqlConnectionStringBuilder(await shop.App.GetConnectionStringAsync(database)).Username!;

    private static async Task AssertRefusedAsync(
        Func<Task> act, string expected = PostgresErrorCodes.InsufficientPrivilege) =>
        Assert.Equal(expected, (await Assert.ThrowsAsync<PostgresException>(act)).SqlState);
}
