using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Shop.Account.Operators.Managing;
using Shop.Account.Operators.OwnAccount;
using Shop.Account.Operators.SigningIn;
using Shop.ServiceDefaults.Audit;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Account.Operators;

public static class OperatorRegistration
{
    public static void AddOperators(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSettings<OperatorSettings>("Operators").Validate(
            settings => settings.AccessTokenLifetime <= OperatorToken.MaxLifetime,
            $"Operators:AccessTokenLifetime is longer than {OperatorToken.MaxLifetime}, the time in which Commerce "
            + "accepts the token of a disabled operator. Lower it.");
        services.AddIdentityCore<Operator>()
            .AddUserStore<OperatorStore>()
            .AddTokenProvider<AuthenticatorCodes>(TokenOptions.DefaultAuthenticatorProvider);
        services.AddOptions<IdentityOptions>().Configure<OperatorSettings>((options, settings) =>
        {
            options.Lockout.MaxFailedAccessAttempts = settings.MaxFailures;
            options.Lockout.DefaultLockoutTimeSpan = settings.LockoutDuration;
        });

        // The rules of login ids and passwords are Account's own (Credentials).
        services.RemoveAll<IUserValidator<Operator>>();
        services.RemoveAll<IPasswordValidator<Operator>>();
        services.AddScoped<OperatorStore>();

        services.AddSingleton<OperatorTokens>().AddSingleton<Challenges>();
        services.AddScoped<SignInOperator>().AddScoped<CheckPassword>().AddScoped<CountFailure>();
        services.AddScoped<LoadChallenged>().AddScoped<VerifySecondFactor>().AddScoped<SetUpAuthenticator>();
        services.AddScoped<StartSession>().AddScoped<IssueToken>().AddScoped<AcceptLink>();
        services.AddScoped<ListOperators>().AddScoped<InviteOperator>().AddScoped<IssueLink>();
        services.AddScoped<DisableOperator>().AddScoped<ResetSecondFactor>().AddScoped<EndSession>();
        services.AddScoped<ShowMe>().AddScoped<ChangePassword>().AddScoped<RenewRecoveryCodes>();
        builder.AddAuditLog<AccountDb>();
    }

    /// <summary>Refuses a token at once when its session has ended or its operator is disabled.</summary>
    public static OptionsBuilder<JwtBearerOptions> CheckSessions(
        this OptionsBuilder<JwtBearerOptions> authentication) => authentication.Configure(options =>
        options.Events = new() { OnTokenValidated = CheckSessionAsync });

    private static async Task CheckSessionAsync(TokenValidatedContext context)
    {
        var http = context.HttpContext;
        var session = Guid.Parse(context.Principal!.FindFirst("sid")!.Value);
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var db = http.RequestServices.GetRequiredService<AccountDb>();
        var isOpen = await db.OperatorSessions
            .Where(open => open.Id == session && open.ExpiresAt > now)
            .Join(db.Operators, open => open.OperatorId, of => of.Id, (open, of) => of)
            .AnyAsync(of => of.DisabledAt == null, http.RequestAborted);
        if (!isOpen)
        {
            context.Fail("The session has ended, or the operator is disabled.");
        }
    }
}
