using System.Net;
using Aspire.Hosting.Testing;
using Shop.Account.Credentials;
using Shop.Tests.Proof;
using Shop.Tests.Startup;
using static Shop.Contracts.ProblemCodes;
using static Shop.Tests.Accounts.AccountApi;

namespace Shop.Tests.Accounts;

[Collection(RunningShop.SharedToo)]
public sealed class SignInTests(RunningShop shop)
{
    private readonly AccountApi _account = new(shop);

    [Fact]
    public async Task Login_id_is_case_insensitive_and_a_weakly_hashed_password_is_rehashed()
    {
        var shopper = await NewShopperWithWeakHashAsync();

        Assert.StartsWith("$argon2id$v=19$m=9728,t=1,p=1$", await StoredHashAsync(shopper), StringComparison.Ordinal);

        await _account.SignInSuccessfullyAsync(shopper.LoginId.ToUpperInvariant());

        Assert.StartsWith("$argon2id$v=19$m=19456,t=2,p=1$", await StoredHashAsync(shopper), StringComparison.Ordinal);
        await _account.SignInSuccessfullyAsync(shopper.LoginId);
    }

    [Fact]
    public async Task Concurrent_sign_ins_with_a_weakly_hashed_password_all_succeed()
    {
        var shopper = await NewShopperWithWeakHashAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _account.SignInSuccessfullyAsync(shopper.LoginId)));
    }

    [Fact]
    public async Task Sign_in_takes_three_round_trips()
    {
        var shopper = await shop.NewShopperAsync();
        var roundTrips = new RoundTrips(() => Task.CompletedTask);
        using var database = new WatchedDatabase(
            (await shop.App.GetConnectionStringAsync("accountdb-login"))!, roundTrips);
        await using var process = await ServiceProcess.StartAsync(
            shop, "Account", ("ConnectionStrings__accountdb", database.ConnectionString));
        await process.AnswersAsync();
        var account = new AccountApi(shop, process.Http);
        await account.SignInSuccessfullyAsync(shopper.LoginId); // Rehashes the password with the settings of production.

        roundTrips.Begin(runsJobs: true);
        await account.SignInSuccessfullyAsync(shopper.LoginId);

        Assert.Collection(roundTrips.Seen, _ => { }, _ => { }, _ => { });
    }

    /// <summary>A password that is reset while it is compared opens no session; the end of all sessions does.</summary>
    [Theory]
    [InlineData("password_version = password_version + 1, password_hash = 'another'", HttpStatusCode.Unauthorized)]
    [InlineData("password_hash = password_hash", HttpStatusCode.OK)]
    public async Task Session_is_opened_after_the_change_of_a_member_or_not_at_all(string change, HttpStatusCode expected)
    {
        var shopper = await shop.NewShopperAsync();
        await using var connection = await shop.AccountDb.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync($"update members set {change} where id = $1");
        var signIn = _account.SignInAsync(shopper.LoginId);
        await Eventually.IsAsync(
            () => _account.ReadAsync<bool>(
                "select exists (select from pg_stat_activity where $1 = any(pg_blocking_pids(pid)))",
                connection.ProcessID),
            isWaiting => isWaiting);
        await ExecuteAsync("delete from sessions where member_id = $1");

        await transaction.CommitAsync();

        await signIn.HasStatusAsync(expected);
        Assert.Equal(
            expected == HttpStatusCode.OK ? 1 : 0,
            await _account.ReadAsync<long>("select count(*) from sessions where member_id = $1", shopper.AccountId));

        async Task ExecuteAsync(string sql)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.Parameters.Add(new() { Value = shopper.AccountId });
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>
    /// With the password hashing of production. Measures processor time, because elapsed time includes other work of
    /// the machine.
    /// </summary>
    [Fact]
    public async Task Neither_response_nor_duration_reveals_whether_a_login_id_exists_or_how_its_password_is_hashed()
    {
        const int Rounds = 6;
        await using var process = await ServiceProcess.StartAsync(shop, "Account");
        await process.AnswersAsync();
        var account = new AccountApi(shop, process.Http);
        var (strong, weak) = (await shop.NewShopperAsync(), await NewShopperWithWeakHashAsync());
        await account.SignInSuccessfullyAsync(strong.LoginId); // Rehashes the password with the settings of production.
        string[] loginIds = [strong.LoginId, weak.LoginId, NewLoginId(), "no such id \u0000"];

        // Alternates, so that background work affects all. Round 0 is not counted: it includes initialisation.
        var (details, times) = (new HashSet<string>(), new TimeSpan[loginIds.Length]);
        for (var round = 0; round <= Rounds; round++)
        {
            for (var i = 0; i < loginIds.Length; i++)
            {
                var before = process.ProcessorTime;
                var problem = await account.SignInAsync(loginIds[i], WrongPassword).IsProblemAsync(InvalidCredentials);
                times[i] += round == 0 ? TimeSpan.Zero : process.ProcessorTime - before;
                details.Add((string)problem["detail"]!);
            }
        }

        // Comparing a password takes several times longer than the rest, so a missing comparison exceeds a factor of 2.
        Assert.All(times, time => Assert.InRange(time / times[0], 0.5, 2));
        Assert.Single(details);
    }

    private async Task<Shopper> NewShopperWithWeakHashAsync()
    {
        var shopper = await shop.NewShopperAsync();
        var weak = new Passwords(new() { MemoryKiB = PasswordSettings.RecommendedMemoryKiB / 2, Passes = 1 });
        await _account.ExecuteAsync(
            "update members set password_hash = $1 where id = $2",
            await weak.HashAsync(Shopper.Password, CancellationToken.None), shopper.AccountId);
        return shopper;
    }

    private Task<string> StoredHashAsync(Shopper shopper) =>
        _account.ReadAsync<string>("select password_hash from members where id = $1", shopper.AccountId);
}
