// Password rules follow NIST SP 800-63B: a minimum length, any characters, no common passwords, no composition rules.
// The framework hashes (PBKDF2, HMAC-SHA512) with the iterations that OWASP recommends. Hashing is expensive, so it may
// use half of the processors: many concurrent sign-ins must not delay CheckBuyer, which an order waits for.
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Shop.Account.Credentials;

public enum PasswordMatch
{
    Wrong,
    Right,

    /// <summary>The password is right, and its hash has fewer iterations than configured.</summary>
    RightButWeaklyHashed,
}

public sealed class Passwords(PasswordSettings settings)
{
    private const int MinLength = 8;
    private const int MaxLength = 128;

    private readonly PasswordHasher<object> _hasher = HasherOf(settings);
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly string _decoyHash = HasherOf(settings).HashPassword(null!, Guid.NewGuid().ToString());

    /// <summary>Why a password is refused: it breaks a rule, or the repeated one was sent and differs.</summary>
    public static IEnumerable<FieldError> Check(string field, string password, string? repeated, string? loginId = null)
    {
        if (FindBrokenRule(field, password, loginId) is { } broken)
        {
            yield return broken;
        }

        if (repeated is not null && repeated != password)
        {
            yield return new("passwordAgain", "The passwords differ.");
        }
    }

    /// <summary>The rule that this password breaks; null if it is valid.</summary>
    public static FieldError? FindBrokenRule(string field, string password, string? loginId)
    {
        var normal = Normalized(password);
        if (normal.Length > MaxLength)
        {
            return new(field, $"A password has at most {MaxLength} characters.");
        }

        if (new StringInfo(normal).LengthInTextElements < MinLength)
        {
            return Weak(field, $"A password has at least {MinLength} characters.");
        }

        return normal.Trim().Equals(loginId, StringComparison.OrdinalIgnoreCase)
                ? Weak(field, "Choose a password that differs from the login id.")
            : CommonPasswords.Contains(normal) ? Weak(field, "This password is too common. Choose another one.")
            : null;
    }

    private static FieldError Weak(string field, string why) => new(field, why, ProblemCodes.WeakPassword);

    public Task<string> HashAsync(string password, CancellationToken ct) =>
        InTurnAsync(() => _hasher.HashPassword(null!, Normalized(password)), ct);

    /// <summary>Compares a password. Without a stored hash the result is Wrong, after the same time.</summary>
    public async Task<PasswordMatch> CompareAsync(string? storedHash, string password, CancellationToken ct)
    {
        var result = await InTurnAsync(
            () => _hasher.VerifyHashedPassword(null!, storedHash ?? _decoyHash, Normalized(password)), ct);
        if (result is PasswordVerificationResult.Failed && IsWeak(storedHash))
        {
            // A right password is rehashed now, and for an unknown login id the comparison uses the current iterations.
            // A wrong password must take as long, so that the response time does not reveal the case.
            await InTurnAsync(() => _hasher.VerifyHashedPassword(null!, _decoyHash, Normalized(password)), ct);
        }

        return (storedHash, result) switch
        {
            (null, _) or (_, PasswordVerificationResult.Failed) => PasswordMatch.Wrong,
            (_, PasswordVerificationResult.SuccessRehashNeeded) => PasswordMatch.RightButWeaklyHashed,
            _ => PasswordMatch.Right,
        };
    }

    // The hasher reports a weak hash only if the password is right. A stored hash is one byte for the format, four for
    // the function, and then the number of iterations.
    private bool IsWeak(string? storedHash) => storedHash is not null
        && BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(storedHash).AsSpan(5)) < settings.Iterations;

    private static PasswordHasher<object> HasherOf(PasswordSettings settings) =>
        new(Options.Create(new PasswordHasherOptions { IterationCount = settings.Iterations }));

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            return work();
        }
        finally
        {
            _turns.Release();
        }
    }

    // The same Hangul typed on two systems may be composed differently; it must stay the same password.
    private static string Normalized(string password)
    {
        try
        {
            return password.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return password; // It contains invalid code points and cannot be normalized.
        }
    }
}
