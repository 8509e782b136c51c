using System.Net;
using Shop.Tests.Startup;

namespace Shop.Tests.Admin;

[Collection(RunningShop.SharedToo)]
public sealed class CreateOwnerTests(RunningShop shop)
{
    [Fact]
    public async Task Command_is_refused_while_there_is_an_owner_unless_it_asks_for_another()
    {
        await TestOperator.OwnerAsync(shop);
        var loginId = TestOperator.NewLoginId();

        var refused = await ServiceProcess.RunAsync(shop, "Account", "create-owner", loginId);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--another", refused.Errors);

        var created = await ServiceProcess.RunAsync(
            shop, "Account", "create-owner", loginId, "--another", "--address", "https://admin.example/");
        Assert.True(created.ExitCode == 0, created.Errors);
        Assert.Contains("https://admin.example/link?token=", created.Output);
    }

    [Fact]
    public async Task Repeated_command_replaces_a_link_that_was_not_opened()
    {
        var loginId = TestOperator.NewLoginId();
        var first = await ServiceProcess.RunAsync(shop, "Account", "create-owner", loginId, "--another");
        var second = await ServiceProcess.RunAsync(shop, "Account", "create-owner", loginId, "--another");

        await TestOperator.AcceptLinkAsync(shop, TestOperator.TokenIn(first.Output))
            .IsProblemAsync(ProblemCodes.LinkInvalid);
        await TestOperator.AcceptLinkAsync(shop, TestOperator.TokenIn(second.Output))
            .HasStatusAsync(HttpStatusCode.OK);
        var third = await ServiceProcess.RunAsync(shop, "Account", "create-owner", loginId, "--another");
        Assert.Equal(1, third.ExitCode);
        Assert.Contains("is an operator already", third.Errors);
    }

    [Theory]
    [InlineData("create-owner")]
    [InlineData("create-owner", "a b")]
    [InlineData("create-owner", "owner", "--other")]
    public async Task Invalid_command_line_shows_the_usage(params string[] command)
    {
        var (exitCode, _, errors) = await ServiceProcess.RunAsync(shop, "Account", command);

        Assert.Equal(2, exitCode);
        Assert.Contains("create-owner LOGIN_ID", errors);
    }
}
