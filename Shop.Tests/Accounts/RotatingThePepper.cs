using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Shop.Account;
using Shop.ServiceDefaults;
using static Shop.Tests.Accounts.AccountDoor;

namespace Shop.Tests.Accounts;

/// <summary>Beside Account there is one that has been given a new pepper, on the same database.</summary>
public sealed class RotatingThePepper : IAsyncLifetime
{
    private const string Next = "account-next";
    private const string FirstPepper = "ZGV2ZWxvcG1lbnQtY2ktcGVwcGVyLTMyLWJ5dGVzISE=";
    private const string SecondPepper = "YSBzZWNvbmQgcGVwcGVyLCAzMiBieXRlcyBsb25nLi4=";
    private const string HashOf = "select hashed_ci from members where id = $1";

    private RunningShop _shop = null!;
    private AccountDoor _account = null!;

    public async ValueTask InitializeAsync()
    {
        _shop = await RunningShop.StartAsync(AddNext);
        _account = new(_shop);
        await _shop.App.ResourceNotifications.WaitForResourceHealthyAsync(Next, CancellationToken.None);
        await CommandAsync(KnownResourceCommands.StopCommand);
        await _account.ExecuteAsync("""
            alter table ci_pepper disable trigger peppers_are_only_appended;
            update ci_pepper set fingerprints = fingerprints[1:1]; -- As before it came.
            alter table ci_pepper enable trigger peppers_are_only_appended
            """);
    }

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task Everybody_is_recognised_after_the_rotation_and_nobody_joins_twice()
    {
        var member = await _shop.NewShopperAsync();
        var before = await _account.ReadAsync<byte[]>(HashOf, member.AccountId);

        await CommandAsync(KnownResourceCommands.StartCommand);
        await _shop.App.ResourceNotifications.WaitForResourceHealthyAsync(Next, CancellationToken.None);

        using var next = _shop.Door(Next);
        var verification = await _account.VerifyAsync(member.Person);
        var twice = await next.PostAsJsonAsync(
            "/sign-up", new SignUpRequest(NewLoginId(), Shopper.Password, verification));
        var found = await next.PostAsJsonAsync("/find-login-id", new FindLoginIdRequest(verification));
        await IsRefusedAsync(twice, HttpStatusCode.Conflict, ProblemCodes.PersonAlreadyRegistered);
        Assert.Equal(member.LoginId, (await Shopper.ReadAsync<FindLoginIdReply>(found, HttpStatusCode.OK)).LoginId);
        Assert.NotEqual(before, await _account.ReadAsync<byte[]>(HashOf, member.AccountId));

        // Whoever has not been given the new pepper cannot recognise anybody, so lets nobody in, and says so.
        verification = await _account.VerifyAsync(member.Person);
        var joins = await _account.SignUpAsync(NewLoginId(), verification);
        var finds = await _account.FindLoginIdAsync(verification);
        var resets = await _account.ResetPasswordAsync(verification, "a quite different horse");
        foreach (var behind in new[] { joins, finds, resets })
        {
            await IsRefusedAsync(behind, HttpStatusCode.ServiceUnavailable, SharedProblemCodes.Unavailable);
        }
    }

    [Fact]
    public async Task Who_withdraws_during_the_rotation_is_left_out_of_it()
    {
        var leaver = await _shop.NewShopperAsync();
        await _account.ExecuteAsync(
            "update members set status = 'CLOSING', closing_since = now() where id = $1", leaver.AccountId);
        await using var connection = await _shop.AccountDb.OpenConnectionAsync();
        await using var withdrawal = await connection.BeginTransactionAsync();
        await using var withdraws = connection.CreateCommand();
        withdraws.CommandText = $"""
            update members
            set status = 'WITHDRAWN', withdrawn_at = now(), closing_since = null, login_id = null, password_hash = null,
                name_encrypted = null, birth_date_encrypted = null, hashed_ci = null
            where id = '{leaver.AccountId}'
            """;
        await withdraws.ExecuteNonQueryAsync();

        await CommandAsync(KnownResourceCommands.StartCommand);
        await Eventually.IsAsync(
            () => _account.ReadAsync<long>("""
                select count(*) from pg_stat_activity
                where wait_event_type = 'Lock' and query like '%update members set hashed_ci%'
                """),
            waiting => waiting == 1,
            TimeSpan.FromSeconds(30));
        await withdrawal.CommitAsync();

        await _shop.App.ResourceNotifications.WaitForResourceHealthyAsync(Next, CancellationToken.None);
    }

    private static void AddNext(IDistributedApplicationTestingBuilder builder)
    {
        var accountDb = builder.CreateResourceBuilder<PostgresDatabaseResource>("accountdb");
        var commerce = builder.CreateResourceBuilder<ProjectResource>("commerce");
        var account = builder.CreateResourceBuilder<ProjectResource>("account");
        var portOne = builder.CreateResourceBuilder<ProjectResource>("portone");
        builder.AddProject<Projects.Shop_Account>(Next)
            .WithReference(accountDb).WaitFor(account)
            .WithReference(commerce)
            .WithEnvironment("PortOne__ApiSecret", "sandbox-api-secret")
            .WithEnvironment("PortOne__StoreId", "store-00000000-0000-4000-8000-000000000001")
            .WithEnvironment("PortOne__BaseUrl", portOne.GetEndpoint("http"))
            .WithEnvironment("Identity__CiPeppers", $"{FirstPepper} {SecondPepper}")
            .WithEnvironment("Data__Key", "ZGV2ZWxvcG1lbnQtYWNjb3VudC1rZXktMzItYnl0ZXM=")
            .WithEnvironment("Service__Credential", Credential)
            .WithHttpHealthCheck("/health", endpointName: "http");
    }

    private Task<ExecuteCommandResult> CommandAsync(string command) =>
        _shop.App.ResourceCommands.ExecuteCommandAsync(Next, command, CancellationToken.None);
}
