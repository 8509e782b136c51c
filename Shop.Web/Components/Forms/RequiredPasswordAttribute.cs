using System.ComponentModel.DataAnnotations;

namespace Shop.Web.Components.Forms;

/// <summary>A password that must be entered. Unlike a required text, it may consist of blanks.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredPasswordAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is string { Length: > 0 };
}
