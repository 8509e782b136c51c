using System.Net;
using Aspire.Hosting.Testing;
using Shop.Tests.Starting;
using static Shop.Tests.Accounts.AccountDoor;

namespace Shop.Tests.Accounts;

/// <summary>Account accepts only live verifications with a ticket in the Production environment.</summary>
[Collection(RunningShop.SharedToo)]
public sealed class ProductionSignUpTests(RunningShop shop)
{
    [Fact]
    public async Task Only_live_verifications_with_their_own_ticket_are_accepted()
    {
        await using var process = await ServiceProcess.StartAsync(
            shop, "Account",
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("Passwords__Iterations", "220000"),
            ("PortOne__BaseUrl", $"{shop.App.GetEndpoint("portone", "http")}"));
        await process.AnswersAsync();
        var account = new AccountDoor(shop, process.Http);

        var hash = IdentityTicket.HashOf("mine");
        var real = await account.VerifyAsync(Person.New(), hash, channelType: "LIVE");
        var test = await account.VerifyAsync(Person.New(), hash, channelType: "TEST");
        var withoutTicket = await account.VerifyAsync(Person.New(), channelType: "LIVE");

        var byTest = await account.SignUpAsync(NewLoginId(), test, ticket: "mine");
        var byWithoutTicket = await account.SignUpAsync(NewLoginId(), withoutTicket, ticket: "mine");
        var byAnother = await account.SignUpAsync(NewLoginId(), real, ticket: "another's");
        var byOwn = await account.SignUpAsync(NewLoginId(), real, ticket: "mine");

        await IsRefusedAsync(byTest, HttpStatusCode.UnprocessableEntity, ProblemCodes.IdentityNotVerified);
        await IsRefusedAsync(byWithoutTicket, HttpStatusCode.UnprocessableEntity, ProblemCodes.IdentityNotVerified);
        await IsRefusedAsync(byAnother, HttpStatusCode.UnprocessableEntity, ProblemCodes.IdentityNotVerified);
        Assert.Equal(HttpStatusCode.Created, byOwn.StatusCode);
    }
}
