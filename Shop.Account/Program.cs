// Account: identity verification, sign-up, sign-in and withdrawal of shoppers. Web calls it over HTTP, Commerce over
// gRPC. The argument `migrate` prepares its database.
using Shop.Account;
using Shop.Account.Credentials;
using Shop.Account.Identities;
using Shop.Account.Members;
using Shop.Account.Sessions;
using Shop.Account.SigningKeys;
using Shop.ServiceDefaults.Authentication;
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
    builder.AddShopperAuthentication().WithOwnKeys();
    builder.AddServiceDatabase<AccountDb>(AccountDb.ConnectionName);
    builder.AddDataProtectionKeys<AccountDb>(Service);
    builder.AddIdentities();
    builder.AddCredentials();
    builder.AddMembers();
    builder.AddSessions();
    builder.AddSigningKeys();
    builder.AddWarmUpSteps();
    builder.Services.AddSingleton(TimeProvider.System);
    // By default gRPC maps every path of two segments, so that a wrong method or media type gets 404. See
    // findings/grpc-default-routes-shadow-http-statuses.sh.
    builder.Services.AddGrpc(options => options.IgnoreUnknownServices = true);
    builder.Services.AddValidation();
    builder.Services.AddOpenApi(options => options.DescribeTokens());

    var app = builder.Build();
    app.ValidateSettings();

    await app.CheckDatabaseAsync<AccountDb>(Service, AccountDb.ConnectionName, AccountDb.Login);
    await using (var scope = app.Services.CreateAsyncScope())
    {
        var stopping = app.Lifetime.ApplicationStopping;
        await scope.ServiceProvider.GetRequiredService<RotateSigningKeys>().RunAsync(stopping);
        await scope.ServiceProvider.GetRequiredService<CiHasher>().WrapStoredHashesAsync(stopping);
    }

    app.UseProblems();
    app.UseAuthorization(); // After UseProblems, so that 401 and 403 are problems too.

    app.MapDefaultEndpoints();
    app.MapOpenApi();
    app.MapMembers();
    app.MapSessions();
    app.MapSigningKeys();
    app.MapGrpcService<AccountsService>().RequireServiceCredential();

    return app;
});
