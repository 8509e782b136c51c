using Shop.ServiceDefaults.Authentication;

namespace Shop.Web.Calls;

public static class Clients
{
    public static void AddClients(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddHttpClient<CommerceClient>(http => http.BaseAddress = new("http://commerce"))
            .AddServiceResilience();
        builder.Services.AddHttpClient<AccountClient>(http => http.BaseAddress = new("http://account"))
            .AddServiceResilience()
            .AddServiceCredential();
    }
}
