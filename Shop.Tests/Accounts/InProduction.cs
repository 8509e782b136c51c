using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Shop.Account;
using static Shop.Tests.Accounts.AccountDoor;

namespace Shop.Tests.Accounts;

/// <summary>What Account is stricter about when it runs for real.</summary>
public sealed class InProduction : IAsyncLifetime
{
    private const string DataKey = "a2V5IG9mIGEgdGVzdCwgMzIgYnl0ZXMgbG9uZyAhISE=";
    private const string Password = "a-password-of-tests-only-0001";

    private RunningShop _shop = null!;
    private AccountDoor _account = null!;

    public async ValueTask InitializeAsync()
    {
        _shop = await RunningShop.StartAsync(builder =>
        {
            var login = builder.Resources.OfType<ConnectionStringResource>().Single(one => one.Name == "accountdb-login");
            builder.CreateResourceBuilder<ProjectResource>("account-migrate")
                .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Production")
                .WithEnvironment("Data__Key", DataKey)
                .WithEnvironment("Database__Password", Password);
            builder.CreateResourceBuilder<ProjectResource>("account")
                .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Production")
                // The last of several passwords in a connection string is used.
                .WithEnvironment(
                    "ConnectionStrings__accountdb", ReferenceExpression.Create($"{login};Password={Password}"))
                .WithEnvironment("Passwords__Iterations", "220000")
                .WithEnvironment("Identity__CiPeppers", "cGVwcGVyIG9mIGEgdGVzdCwgMzIgYnl0ZXMgbG9uZy4=")
                .WithEnvironment("Data__Key", DataKey)
                .WithEnvironment("Service__Credential", "a-credential-of-tests-only-0001");
        });
        _account = new(_shop);
    }

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task Only_real_verifications_by_their_beginner_count()
    {
        var hash = IdentityTicket.HashOf("mine");
        var real = await _account.VerifyAsync(Person.New(), hash, channelType: "LIVE");
        var test = await _account.VerifyAsync(Person.New(), hash, channelType: "TEST");
        var anyones = await _account.VerifyAsync(Person.New(), channelType: "LIVE");

        var byTest = await _account.SignUpAsync(NewLoginId(), test, ticket: "mine");
        var byAnyones = await _account.SignUpAsync(NewLoginId(), anyones, ticket: "mine");
        var byAnother = await _account.SignUpAsync(NewLoginId(), real, ticket: "another's");
        var byOwn = await _account.SignUpAsync(NewLoginId(), real, ticket: "mine");

        await IsRefusedAsync(byTest, HttpStatusCode.UnprocessableEntity, ProblemCodes.IdentityNotVerified);
        await IsRefusedAsync(byAnyones, HttpStatusCode.UnprocessableEntity, ProblemCodes.IdentityNotVerified);
        await IsRefusedAsync(byAnother, HttpStatusCode.UnprocessableEntity, ProblemCodes.IdentityNotVerified);
        Assert.Equal(HttpStatusCode.Created, byOwn.StatusCode);
    }
}
