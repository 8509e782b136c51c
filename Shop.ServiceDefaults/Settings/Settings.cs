// Registers settings as options: bound to a configuration section, validated before the service opens its database, and
// injected as their own type instead of IOptions<T>.
using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Shop.ServiceDefaults;

public static class Settings
{
    /// <summary>The advice for a missing setting; the name of the source may follow.</summary>
    public const string Advice = "Start through the AppHost, or set it";

    /// <summary>
    /// Binds <typeparamref name="TSettings"/> to a section. Its durations must be greater than zero. The caller adds
    /// other rules with <c>Validate</c>; their messages say what to do.
    /// </summary>
    public static OptionsBuilder<TSettings> AddSettings<TSettings>(this IServiceCollection services, string section)
        where TSettings : class
    {
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<TSettings>>().Value);
        services.AddSingleton<IValidateOptions<TSettings>>(new PositiveDurations<TSettings>(section));
        return services.AddOptions<TSettings>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
    }

    /// <summary>The message for a missing setting, or for one that is missing or has this problem.</summary>
    /// <param name="key">The full name of the setting, such as <c>PortOne:StoreId</c>.</param>
    /// <param name="source">Where the value comes from, such as "from PortOne's console"; null for any value.</param>
    /// <param name="problem">What else may be wrong, such as "shorter than 24 characters".</param>
    public static string Missing(string key, string? source = null, string? problem = null) =>
        $"{key} is missing{(problem is null ? "" : $" or {problem}")}. {Advice}{(source is null ? "" : $" {source}")}.";

    /// <summary>Refuses a development secret in Production. The message has the setting's full name.</summary>
    public static OptionsBuilder<TSettings> RefuseDevelopmentValue<TSettings>(
        this OptionsBuilder<TSettings> options, string name, Func<TSettings, IEnumerable<byte[]>> values)
        where TSettings : class => options.Validate<IHostEnvironment>((settings, environment) =>
        {
            foreach (var value in values(settings))
            {
                DevelopmentSecrets.RefuseInProduction(environment, name, value);
            }

            return true;
        });

    /// <summary>
    /// Validates all settings. The host validates them only when it starts, after the database has been opened, and it
    /// throws an <see cref="AggregateException"/> if several are invalid, whose message is not one clear line.
    /// </summary>
    /// <exception cref="OptionsValidationException">The message names every invalid setting.</exception>
    public static void ValidateSettings(this WebApplication app)
    {
        try
        {
            app.Services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (AggregateException several)
        {
            throw new OptionsValidationException(
                nameof(Settings), typeof(Settings),
                several.InnerExceptions.OfType<OptionsValidationException>().SelectMany(error => error.Failures));
        }
    }

    private sealed class PositiveDurations<TSettings>(string section) : IValidateOptions<TSettings>
        where TSettings : class
    {
        private static readonly PropertyInfo[] Durations =
            [.. typeof(TSettings).GetProperties().Where(property => property.PropertyType == typeof(TimeSpan))];

        public ValidateOptionsResult Validate(string? name, TSettings options)
        {
            var failures = Durations
                .Where(property => (TimeSpan)property.GetValue(options)! <= TimeSpan.Zero)
                .Select(property =>
                    $"{section}:{property.Name} must be greater than zero. Set it to a duration such as 00:00:10.")
                .ToList();
            return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
        }
    }
}
