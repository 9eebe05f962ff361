//! Where something is: a label people read and a pin rounded to about 500 m, so that no home can be told from it.

use super::errors::Refusal;
use serde::{Deserialize, Serialize};

/// Grid of stored pins in micro-degrees of latitude: 0.005° is 556 m everywhere.
const LATITUDE_STEP: i64 = 5_000;

/// A place as the API writes it. `lat` and `lon` come together or not at all.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Place {
    pub label: String,
    /// Degrees north, rounded to about 500 m when stored.
    #[serde(default)]
    pub lat: Option<f64>,
    /// Degrees east, rounded to about 500 m when stored.
    #[serde(default)]
    pub lon: Option<f64>,
    /// How far around the pin, in kilometres.
    #[serde(default)]
    pub radius_km: Option<i64>,
}

/// A pin in micro-degrees, already on the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pin {
    pub lat_micro: i64,
    pub lon_micro: i64,
}

impl Pin {
    /// Rounds to the grid: 0.005° of latitude, and the multiple of 0.005° of longitude that keeps cells at least as wide.
    pub fn parse(lat: f64, lon: f64, field: &'static str) -> Result<Self, Refusal> {
        if !(lat.is_finite()
            && lon.is_finite()
            && (-90.0..=90.0).contains(&lat)
            && (-180.0..=180.0).contains(&lon))
        {
            return Err(Refusal::invalid("place-invalid", field));
        }
        let lat_micro = round_to((lat * 1e6).round() as i64, LATITUDE_STEP);
        // A degree of longitude shrinks with the cosine of the latitude; the step grows with it, capped near the poles.
        let widen = (1.0 / (lat_micro as f64 / 1e6).to_radians().cos().abs().max(0.02)).ceil() as i64;
        let lon_micro = round_to((lon * 1e6).round() as i64, LATITUDE_STEP * widen);
        Ok(Pin { lat_micro, lon_micro })
    }
    pub fn lat(self) -> f64 {
        self.lat_micro as f64 / 1e6
    }
    pub fn lon(self) -> f64 {
        self.lon_micro as f64 / 1e6
    }
    /// Great-circle distance in kilometres (haversine, mean Earth radius 6371.0088 km).
    pub fn distance_km(self, other: Pin) -> f64 {
        let (lat1, lat2) = (self.lat().to_radians(), other.lat().to_radians());
        let dlat = lat2 - lat1;
        let dlon = (other.lon() - self.lon()).to_radians();
        let h = (dlat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (dlon / 2.0).sin().powi(2);
        2.0 * 6371.0088 * h.sqrt().min(1.0).asin()
    }
}

/// Everything within a radius of a pin. For most pins it is told without trigonometry.
#[derive(Debug, Clone, Copy)]
pub struct Circle {
    centre: Pin,
    km: f64,
    /// Kilometres in a micro-degree of longitude at the centre; `None` where the Earth is too round for a plane.
    plane: Option<f64>,
}

impl Circle {
    const KM_PER_MICRO: f64 = 111.195e-6;
    /// How far a plane may err for [`Circle::PLANE_KM`] around up to [`Circle::PLANE_LATITUDE`], as a share.
    const SLACK: f64 = 0.05;
    const PLANE_KM: f64 = 100.0;
    const PLANE_LATITUDE: f64 = 65.0;

    pub fn new(centre: Pin, km: f64) -> Circle {
        let is_plane = km <= Circle::PLANE_KM && centre.lat().abs() <= Circle::PLANE_LATITUDE;
        Circle {
            centre,
            km,
            plane: is_plane.then(|| Circle::KM_PER_MICRO * centre.lat().to_radians().cos()),
        }
    }

    /// Whether a pin lies within.
    pub fn holds(&self, pin: Pin) -> bool {
        let Some(per_longitude) = self.plane else {
            return self.centre.distance_km(pin) <= self.km;
        };
        let north = (pin.lat_micro - self.centre.lat_micro) as f64 * Circle::KM_PER_MICRO;
        let east = (pin.lon_micro - self.centre.lon_micro) as f64 * per_longitude;
        let squares = north * north + east * east;
        let bound = |share: f64| (share * self.km).powi(2);
        if squares < bound(1.0 - Circle::SLACK) {
            true
        } else if squares > bound(1.0 + Circle::SLACK) && east.abs() < 180e6 * per_longitude {
            false
        } else {
            self.centre.distance_km(pin) <= self.km
        }
    }
}

fn round_to(value: i64, step: i64) -> i64 {
    (value + step.signum() * value.signum() * step / 2) / step * step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_are_rounded_and_far_enough_from_the_truth() {
        let pin = Pin::parse(45.566_42, 5.920_83, "place").unwrap();
        assert_eq!(pin.lat_micro % 5_000, 0);
        assert_eq!((pin.lat_micro, pin.lon_micro), (45_565_000, 5_920_000));
        assert!(Pin::parse(91.0, 0.0, "place").is_err());
        assert!(Pin::parse(f64::NAN, 0.0, "place").is_err());
    }

    proptest::proptest! {
        #[test]
        fn a_circle_holds_what_is_near_enough(
            lat in -90.0f64..=90.0, lon in -180.0f64..=180.0, km in 0.0f64..150.0,
            north in -1.5f64..1.5, east in -3.0f64..3.0,
        ) {
            let centre = Pin::parse(lat, lon, "place").unwrap();
            let wrapped = (lon + east + 540.0).rem_euclid(360.0) - 180.0;
            let other = Pin::parse((lat + north).clamp(-90.0, 90.0), wrapped, "place").unwrap();
            proptest::prop_assert_eq!(Circle::new(centre, km).holds(other), centre.distance_km(other) <= km);
        }
    }

    #[test]
    fn chambery_to_annecy() {
        let chambery = Pin::parse(45.5646, 5.9178, "place").unwrap();
        let annecy = Pin::parse(45.8992, 6.1294, "place").unwrap();
        let km = chambery.distance_km(annecy);
        assert!((39.0..42.0).contains(&km), "{km}");
    }
}
