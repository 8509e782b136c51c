// The forms about the shopper's account. Required fields are checked here, everything else by Account.
using System.ComponentModel.DataAnnotations;
using Shop.Web.Components.Forms;

namespace Shop.Web.Components.Shoppers;

/// <summary>The form of the sign-in page.</summary>
public sealed class SignInForm
{
    [Required]
    public string? LoginId { get; set; }

    [RequiredPassword]
    public string? Password { get; set; }

    /// <summary>True to stay signed in after the browser is closed.</summary>
    public bool IsRemembered { get; set; }
}

/// <summary>The form of the sign-up page, after the identity verification.</summary>
public sealed class SignUpForm
{
    [Required]
    public string? LoginId { get; set; }

    [RequiredPassword]
    public string? Password { get; set; }

    [RequiredPassword]
    public string? PasswordAgain { get; set; }
}

/// <summary>The form that sets a new password, after the identity verification.</summary>
public sealed class ResetPasswordForm
{
    [RequiredPassword]
    public string? NewPassword { get; set; }

    [RequiredPassword]
    public string? PasswordAgain { get; set; }
}

/// <summary>The form that changes the e-mail address on My page. An empty address removes it.</summary>
public sealed class EmailForm
{
    public string? Email { get; set; }
}

/// <summary>The form that closes the account on My page.</summary>
public sealed class WithdrawForm
{
    [RequiredPassword]
    public string? Password { get; set; }
}
