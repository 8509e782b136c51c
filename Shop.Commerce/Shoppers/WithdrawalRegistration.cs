using Shop.ServiceDefaults;

namespace Shop.Commerce.Shoppers;

/// <summary>Registers the services that detect withdrawals.</summary>
public static class WithdrawalRegistration
{
    public static void AddWithdrawals(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<WithdrawalSettings>("Withdrawals");
        builder.Services.AddScoped<ConfirmWithdrawal>().AddScoped<EraseWithdrawn>();
        builder.Services.AddHostedService<WithdrawalWorker>();
    }
}
