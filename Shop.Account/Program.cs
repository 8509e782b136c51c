// Account: identity verification, sign-up, sign-in and withdrawal of shoppers, and the operators of the back office.
// Web and Admin call it over HTTP, Commerce over gRPC. The argument `migrate` prepares its database, `create-owner`
// adds an owner.
using Shop.Account;
using Shop.Account.Credentials;
using Shop.Account.Identities;
using Shop.Account.Members;
using Shop.Account.Operators;
using Shop.Account.Sessions;
using Shop.Account.SigningKeys;
using Shop.ServiceDefaults.Admin;
using Shop.ServiceDefaults.Authentication;
using Shop.ServiceDefaults.Data;

const string Service = "Account";

if (args is [MigrateDatabase.Command, ..])
{
    return await MigrateDatabase.RunAsync<AccountDb>(Service, args, AccountDb.ConnectionName, AccountDb.Login);
}

if (args is [CreateOwner.Command, ..])
{
    return await CreateOwner.RunAsync(args);
}

return await ServiceHost.RunAsync(Service, async () =>
{
    var builder = WebApplication.CreateBuilder(args);

    builder.AddServiceDefaults();
    builder.AddProblems();
    builder.AddServiceCredential();
    builder.AddShopperAuthentication().WithOwnKeys();
    builder.AddOperatorAuthentication().CheckSessions().WithOwnKeys();
    builder.AddAdminEndpoint();
    builder.AddServiceDatabase<AccountDb>(AccountDb.ConnectionName);
    builder.AddDataProtectionKeys<AccountDb>(Service);
    builder.AddIdentities();
    builder.AddCredentials();
    builder.AddMembers();
    builder.AddSessions();
    builder.AddSigningKeys();
    builder.AddOperators();
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
    app.UseAdminEndpoint();
    app.UseAuthorization(); // After UseProblems, so that 401 and 403 are problems too.

    app.MapDefaultEndpoints();
    app.MapOpenApi("/openapi/{documentName:regex(^v1$)}.json");
    app.MapMembers();
    app.MapSessions();
    app.MapSigningKeys();
    app.MapOperators();
    app.MapGrpcService<AccountsService>().RequireServiceCredential();

    return app;
});
