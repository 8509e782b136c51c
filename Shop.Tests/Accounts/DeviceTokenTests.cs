using Microsoft.AspNetCore.DataProtection;
using Shop.Account.Sessions;

namespace Shop.Tests.Accounts;

[Trait("Needs", "nothing")]
public sealed class DeviceTokenTests
{
    private static readonly Guid Member = Guid.NewGuid();

    private readonly EphemeralDataProtectionProvider _protection = new();

    [Fact]
    public void Token_contains_the_account_the_password_version_and_a_unique_device_id()
    {
        var tokens = new DeviceTokens(_protection, new());

        var (first, second) = (tokens.Read(tokens.Issue(Member, 3)), tokens.Read(tokens.Issue(Member, 3)));

        Assert.Equal((Member, 3), (first!.MemberId, first.PasswordVersion));
        Assert.NotEqual(first.Id, second!.Id);
    }

    [Fact]
    public void Expired_token_and_one_that_was_not_issued_here_are_rejected()
    {
        var elsewhere = new DeviceTokens(new EphemeralDataProtectionProvider(), new());
        var expired = new DeviceTokens(_protection, new() { DeviceLifetime = TimeSpan.FromSeconds(-1) });
        var otherPurpose = _protection.CreateProtector("another purpose").ToTimeLimitedDataProtector();
        string?[] rejected =
        [
            null, "", "no token", "CfDJ8", elsewhere.Issue(Member, 1), expired.Issue(Member, 1),
            otherPurpose.Protect($"{Member} 1 {Guid.NewGuid()}"),
        ];

        Assert.All(rejected, token => Assert.Null(new DeviceTokens(_protection, new()).Read(token)));
    }
}
