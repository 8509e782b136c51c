using System.Net;
using System.Security.Cryptography;
using System.Text;
using Shop.Tests.Starting;
using static Shop.Tests.Accounts.AccountDoor;

namespace Shop.Tests.Accounts;

/// <summary>
/// With the password hashing of production, the duration of a sign-in reveals nothing about an account. The tests
/// measure processor time, because elapsed time includes other work of the machine.
/// </summary>
[Collection(RunningShop.SharedToo)]
public sealed class SignInTimingTests(RunningShop shop) : IAsyncLifetime
{
    private const int Guesses = 6;

    private ServiceProcess _process = null!;
    private AccountDoor _account = null!;

    public async ValueTask InitializeAsync()
    {
        _process = await ServiceProcess.StartAsync(shop, "Account");
        await _process.AnswersAsync();
        _account = new(shop, _process.Http);
    }

    public async ValueTask DisposeAsync() => await _process.DisposeAsync();

    [Fact]
    public async Task Processor_time_does_not_reveal_whether_a_login_id_exists()
    {
        var member = await shop.NewShopperAsync();
        using var strong = await _account.SignInAsync(member.LoginId);
        Assert.Equal(HttpStatusCode.OK, strong.StatusCode);

        await AssertSameTimeAsUnknownAsync(member);
    }

    [Fact]
    public async Task Processor_time_does_not_reveal_a_weakly_hashed_password()
    {
        var member = await shop.NewShopperAsync();
        await _account.ExecuteAsync(
            "update members set password_hash = $1 where id = $2",
            LegacyPasswordHash.Hashed(Shopper.Password), member.AccountId);

        await AssertSameTimeAsUnknownAsync(member);
    }

    private async Task AssertSameTimeAsUnknownAsync(Shopper member)
    {
        var unknown = NewLoginId();
        await MeasureAsync(unknown); // Excludes one-time initialisation from the measurement.
        await MeasureAsync(member.LoginId);

        // Alternates, so that background work of the process affects both.
        var (timeOfKnown, timeOfUnknown) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var guess = 0; guess < Guesses; guess++)
        {
            timeOfKnown += await MeasureAsync(member.LoginId);
            timeOfUnknown += await MeasureAsync(unknown);
        }

        // Comparing a password takes 100 times longer than the rest, so a missing comparison exceeds a factor of 2.
        Assert.InRange(timeOfUnknown / timeOfKnown, 0.5, 2);
    }

    private async Task<TimeSpan> MeasureAsync(string loginId)
    {
        var before = _process.ProcessorTime;
        using var answer = await _account.SignInAsync(loginId, "a wrong password");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        return _process.ProcessorTime - before;
    }
}

/// <summary>Creates a hash in the format of an older version of the framework's PasswordHasher.</summary>
internal static class LegacyPasswordHash
{
    // Format 1, HMAC-SHA512, 10,000 rounds, salt of 16 bytes.
    public static string Hashed(string password)
    {
        const int Rounds = 10_000;
        var (bytes, salt) = (Encoding.UTF8.GetBytes(password), new byte[16]);
        var key = Rfc2898DeriveBytes.Pbkdf2(bytes, salt, Rounds, HashAlgorithmName.SHA512, 32);
        return Convert.ToBase64String([1, 0, 0, 0, 2, 0, 0, Rounds >> 8, Rounds & 0xFF, 0, 0, 0, 16, .. salt, .. key]);
    }
}
