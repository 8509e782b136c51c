using Microsoft.AspNetCore.DataProtection;
using Shop.Account.Throttling;

namespace Shop.UnitTests.Accounts;

/// <summary>SignInThrottleTests checks what a device token is good for.</summary>
public sealed class DeviceTokenTests
{
    [Fact]
    public void Token_names_an_account_a_password_version_and_a_unique_device_until_it_expires()
    {
        var (shopper, protection) = (Guid.NewGuid(), new EphemeralDataProtectionProvider());
        var tokens = new DeviceTokens(protection, new());
        var expired = new DeviceTokens(protection, new() { DeviceLifetime = TimeSpan.FromSeconds(-1) });
        var otherPurpose = protection.CreateProtector("another purpose").ToTimeLimitedDataProtector();

        var (first, second) = (tokens.Read(tokens.Issue(shopper, 3)), tokens.Read(tokens.Issue(shopper, 3)));

        Assert.Equal((shopper, 3), (first!.MemberId, first.PasswordVersion));
        Assert.NotEqual(first.Id, second!.Id);
        string?[] rejected =
            [null, "CfDJ8", expired.Issue(shopper, 3), otherPurpose.Protect($"{shopper} 3 {Guid.NewGuid()}")];
        Assert.All(rejected, token => Assert.Null(tokens.Read(token)));
    }
}
