// Account: who the shoppers are. It serves HTTP to Web and gRPC to Commerce; `migrate` prepares its database.
using Shop.Account.Data;
using Shop.Account.Identities;
using Shop.Account.Members;
using Shop.Account.Sessions;
using Shop.Account.SigningKeys;
using Shop.Account.Withdrawals;
using Shop.ServiceDefaults;
using Shop.ServiceDefaults.Data;

const string Service = "Account";

if (args is [MigrateDatabase.Command, ..])
{
    return await MigrateDatabase.RunAsync<AccountDb>(Service, args, AccountDb.ConnectionName, AccountDb.Login);
}

return await ServiceHost.RunAsync(Service, async () =>
{
    var builder = WebApplication.CreateBuilder(args);

    builder.AddServiceDefaults();
    builder.AddProblems();
    builder.AddServiceCredential();
    builder.AddServiceDatabase<AccountDb>(AccountDb.ConnectionName);
    builder.AddDataProtectionKeys<AccountDb>(Service);
    builder.AddMembers();
    builder.AddSessions();
    builder.AddSigningKeys();
    builder.AddWithdrawals();
    builder.Services.AddSingleton(TimeProvider.System);
    // Otherwise it takes every path of two segments, and a wrong method or media type is answered 404.
    builder.Services.AddGrpc(options => options.IgnoreUnknownServices = true);
    builder.Services.AddOpenApi(options => options.DescribeTokens());

    var app = builder.Build();
    app.ValidateSettings();

    await app.CheckDatabaseAsync<AccountDb>(Service, AccountDb.ConnectionName, AccountDb.Login);
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
