using System.Security.Cryptography;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that comes from outside: configuration in run mode, the deployer in the manifest.</summary>
public sealed class ParameterResource : Resource, IValueProvider, IManifestExpressionProvider
{
    private readonly Func<string?> _value;

    internal ParameterResource(string name, Func<string?> value, bool isSecret) : base(name)
    {
        _value = value;
        IsSecret = isSecret;
    }

    /// <inheritdoc />
    public string ValueExpression => $"{{{Name}.value}}";

    /// <summary>The length that a deployer generates where nobody gives a value.</summary>
    internal int? GeneratedLength { get; init; }

    internal bool IsSecret { get; }

    /// <summary>The value that the AppHost's code gives; it is public with the code, so the table shows it.</summary>
    internal string? ValueInCode { get; init; }

    /// <summary>The value that the manifest names for a deployer who gives none.</summary>
    internal string? PublishedDefault { get; init; }

    internal override bool HasLifetime => false;

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<string?>(Value());

    internal string Value() => _value() ?? throw new DistributedApplicationException(
        $"Parameter '{Name}' has no value. Set it in the environment (Parameters__{Name.Replace('-', '_')}=…), "
        + $"on the command line (--Parameters:{Name}=…) or in the AppHost's user secrets.");

    /// <summary>A password as Aspire makes them: letters, digits and the signs that need no quoting.</summary>
    internal static string GeneratePassword(int length) => RandomNumberGenerator.GetString(
        "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ0123456789-_.{}~()*+!", length);

    internal override Task WriteToAsync(ManifestWriter manifest)
    {
        manifest.WriteParameter(this);
        return Task.CompletedTask;
    }
}
