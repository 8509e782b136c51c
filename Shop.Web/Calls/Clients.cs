using Shop.ServiceDefaults;
using Shop.ServiceDefaults.Authentication;
using Shop.Web.Shoppers;

namespace Shop.Web.Calls;

/// <summary>Registers the clients of the two services. Reads are retried; commands are sent once.</summary>
public static class Clients
{
    private static readonly Uri Account = new("http://account");
    private static readonly Uri Commerce = new("http://commerce");

    public static void AddClients(this WebApplicationBuilder builder)
    {
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddHttpClient<CommerceClient>(http => http.BaseAddress = Commerce).AddServiceResilience();
        builder.Services.AddHttpClient<AccountClient>(http => http.BaseAddress = Account)
            .AddServiceResilience()
            .AddServiceCredential();
    }
}
