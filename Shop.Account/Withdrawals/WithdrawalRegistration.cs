using Shop.Contracts.Commerce.V1;
using Shop.ServiceDefaults;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Account.Withdrawals;

/// <summary>Registers the services of withdrawals.</summary>
public static class WithdrawalRegistration
{
    public static void AddWithdrawals(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<WithdrawalSettings>("Withdrawals");
        builder.Services.AddScoped<OpenOrders>().AddScoped<Withdraw>().AddScoped<FinishWithdrawal>();
        builder.Services.AddHostedService<WithdrawalWorker>();
        builder.Services.AddGrpcClient<Orders.OrdersClient>(options => options.Address = new("http://_rpc.commerce"))
            .AddServiceCredential()
            .AddRpcResilience();
    }
}
