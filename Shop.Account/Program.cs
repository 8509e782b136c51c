// Account: who the shoppers are. Its doors are HTTP for Web, and one gRPC question for Commerce.
using Shop.Account.Data;
using Shop.Account.Identities;
using Shop.Account.Members;
using Shop.Account.Sessions;
using Shop.Account.SigningKeys;
using Shop.Account.Withdrawals;
using Shop.ServiceDefaults;

return await Starting.RunAsync("Account", async () =>
{
    var builder = WebApplication.CreateBuilder(args);

    builder.AddServiceDefaults();
    builder.AddProblems();
    builder.AddServiceCredential();
    builder.AddKeyRing("Shop.Account", AccountDb.ConnectionName, AccountDb.Role);
    builder.AddServiceDatabase<AccountDb>(AccountDb.ConnectionName, AccountDb.Role);
    builder.AddMembers();
    builder.AddSessions();
    builder.AddSigningKeys();
    builder.AddWithdrawals();
    builder.Services.AddSingleton(TimeProvider.System);
    // Otherwise it takes every path of two segments, and a wrong method or media type is answered 404.
    builder.Services.AddGrpc(options => options.IgnoreUnknownServices = true);
    builder.Services.AddOpenApi(options => options.DescribeTokens());

    var app = builder.Build();

    await app.ApplySchemaAsync(app.Configuration, AccountDb.ConnectionName, AccountDb.Role, app.Logger);
    await app.OpenKeyRingAsync();
    await using (var scope = app.Services.CreateAsyncScope())
    {
        var stopping = app.Lifetime.ApplicationStopping;
        app.Services.GetRequiredService<SigningKeyRing>().Hold(
            await scope.ServiceProvider.GetRequiredService<RotateSigningKeys>().RunAsync(stopping));
        await scope.ServiceProvider.GetRequiredService<HashedCis>().CatchUpAsync(stopping);
    }

    app.UseProblems();
    app.UseAuthorization(); // Inside the problems: what it refuses is told in their shape.

    app.MapDefaultEndpoints();
    app.MapOpenApi();
    app.MapMembers();
    app.MapSessions();
    app.MapSigningKeys();
    app.MapGrpcService<AccountsRpc>().RequireServiceCredential();

    return app;
});
