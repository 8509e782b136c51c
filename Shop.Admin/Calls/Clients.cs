using Shop.ServiceDefaults.Authentication;

namespace Shop.Admin.Calls;

public static class Clients
{
    public static void AddClients(this IHostApplicationBuilder builder)
    {
        // The endpoints named `admin`, which shoppers' requests do not reach.
        var (account, commerce) = (new Uri("http://_admin.account"), new Uri("http://_admin.commerce"));
        builder.Services.AddHttpClient(SignInClient.Name, http => http.BaseAddress = account)
            .AddServiceResilience()
            .AddServiceCredential();
        builder.Services.AddSingleton<SignInClient>();
        builder.Services.AddScoped<OperatorCalls>();
        builder.Services.AddHttpClient<AccountClient>(http => http.BaseAddress = account).AddServiceResilience();
        builder.Services.AddHttpClient<CommerceClient>(http => http.BaseAddress = commerce).AddServiceResilience();
    }
}
