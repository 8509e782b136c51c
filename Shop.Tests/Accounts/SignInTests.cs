using System.Net;
using Shop.Account.Credentials;
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
