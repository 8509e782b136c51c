using Shop.Contracts.Commerce.V1;
using Shop.ServiceDefaults;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Account.Withdrawals;

/// <summary>Registers the services of withdrawals.</summary>
public static class WithdrawalRegistration
{
    public static void AddWithdrawals(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<CommerceClient>().AddScoped<Withdraw>();
        builder.Services
            .AddGrpcClient<Shoppers.ShoppersClient>(options => options.Address = new("http://_rpc.commerce"))
            .AddServiceCredential()
            .AddRpcResilience();
    }
}
