using System.Net;
using System.Security.Cryptography;
using System.Text;
using Shop.Tests.Starting;
using static Shop.Tests.Accounts.AccountDoor;

namespace Shop.Tests.Accounts;

/// <summary>
/// How long an answer takes, at the strength at which passwords are hashed in production. Told by the processor's time:
/// the clock also counts what else the machine does.
/// </summary>
[Collection(RunningShop.SharedToo)]
public sealed class TellingNothingByTime(RunningShop shop) : IAsyncLifetime
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
    public async Task The_time_does_not_tell_whether_a_login_id_exists()
    {
        var member = await shop.NewShopperAsync();
        using var strong = await _account.SignInAsync(member.LoginId);
        Assert.Equal(HttpStatusCode.OK, strong.StatusCode);

        await TakesAsLongAsUnknownAsync(member);
    }

    [Fact]
    public async Task The_time_does_not_tell_whose_password_was_hashed_at_a_lower_strength()
    {
        var member = await shop.NewShopperAsync();
        await _account.ExecuteAsync(
            "update members set password_hash = $1 where id = $2",
            PasswordOfLongAgo.Hashed(Shopper.Password), member.AccountId);

        await TakesAsLongAsUnknownAsync(member);
    }

    private async Task TakesAsLongAsUnknownAsync(Shopper member)
    {
        var unknown = NewLoginId();
        await TimeAsync(unknown); // What is done once for all is done.
        await TimeAsync(member.LoginId);

        // By turns, so that what the process does beside it falls on both.
        var (timeOfKnown, timeOfUnknown) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var guess = 0; guess < Guesses; guess++)
        {
            timeOfKnown += await TimeAsync(member.LoginId);
            timeOfUnknown += await TimeAsync(unknown);
        }

        // Comparing a password takes a hundred times longer than everything else; a half is far from both.
        Assert.InRange(timeOfUnknown / timeOfKnown, 0.5, 2);
    }

    private async Task<TimeSpan> TimeAsync(string loginId)
    {
        var before = _process.ProcessorTime;
        using var answer = await _account.SignInAsync(loginId, "a wrong password");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        return _process.ProcessorTime - before;
    }
}

/// <summary>As the framework's PasswordHasher stored it years ago.</summary>
internal static class PasswordOfLongAgo
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
