using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Shop.Account.Credentials;
using Shop.Account.Data;
using Shop.Account.Throttling;
using Shop.ServiceDefaults;
using static Shop.Tests.Accounts.AccountApi;

namespace Shop.Tests.Accounts;

/// <summary>What requests cannot arrange: failures between the start of an attempt and the end of it.</summary>
[Collection(RunningShop.SharedToo)]
public sealed class ThrottleTests(RunningShop shop)
{
    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public async Task Right_password_is_refused_if_the_limit_was_reached_during_its_comparison(
        int failures, bool isAccepted)
    {
        var builder = WebApplication.CreateBuilder(["--Data:Key", TestSecrets.DataKeyOf("Account")]);
        await using var db = new AccountDb(
            new DbContextOptionsBuilder<AccountDb>().UseNpgsql(shop.AccountDb).UseSnakeCaseNamingConvention().Options);
        var passwords = new Passwords(new() { MemoryKiB = 64, Passes = 1 });
        var throttle = new Throttle(db, passwords, DataKey.Read(builder), new(), TimeProvider.System);
        var attempt = new PasswordAttempt.FromNetwork(NewLoginId(), new(IPAddress.Parse(NewAddress())));
        var stored = await passwords.HashAsync(Shopper.Password, CancellationToken.None);
        for (var i = 0; i < failures; i++)
        {
            await throttle.CompareAsync(attempt, stored, WrongPassword, CancellationToken.None);
        }

        var compared = await throttle.CompareAsync(
            attempt, before: [], stored, Shopper.Password, CancellationToken.None);

        Assert.Equal(isAccepted, compared.Succeeded(out _, out var error));
        Assert.Equal(isAccepted ? null : ProblemCodes.TooManyAttempts, error?.Code);
    }
}
