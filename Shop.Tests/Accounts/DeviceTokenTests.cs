using Microsoft.AspNetCore.DataProtection;
using Shop.Account.Sessions;

namespace Shop.Tests.Accounts;

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
    public void Expired_token_is_rejected()
    {
        var expired = new DeviceTokens(_protection, new() { DeviceLifetime = TimeSpan.FromSeconds(-1) });

        Assert.Null(new DeviceTokens(_protection, new()).Read(expired.Issue(Member, 1)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no token")]
    [InlineData("CfDJ8")]
    public void Token_that_was_not_issued_here_is_rejected(string? token)
    {
        var tokens = new DeviceTokens(_protection, new());

        Assert.Null(tokens.Read(token));
        Assert.Null(tokens.Read(new DeviceTokens(new EphemeralDataProtectionProvider(), new()).Issue(Member, 1)));
        Assert.Null(tokens.Read(_protection.CreateProtector("another purpose").ToTimeLimitedDataProtector()
            .Protect($"{Member} 1 {Guid.NewGuid()}")));
    }
}
